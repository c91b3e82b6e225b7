package dev.drydock.bot;

import dev.drydock.activities.database.Databases;
import dev.drydock.activities.kubernetes.AppDeed;
import dev.drydock.activities.kubernetes.Rights;
import dev.drydock.activities.kubernetes.RunningApp;
import dev.drydock.activities.ledger.LedgerPool;
import dev.drydock.activities.ledger.LedgerSchema;
import dev.drydock.activities.ledger.PostgresLedger;
import dev.drydock.activities.ledger.PostgresRunBook;
import dev.drydock.activities.ledger.Scrub;
import dev.drydock.activities.ledger.StepRecorder;
import dev.drydock.activities.plan.PlanDeed;
import dev.drydock.activities.plan.PodDeed;
import dev.drydock.activities.schema.SchemaDeed;
import dev.drydock.bot.cli.Unreachable;
import dev.drydock.bot.config.Settings;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.FrontDesk;
import dev.drydock.workflows.TaskQueues;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.DrydockConfig;
import dev.drydock.workflows.config.LedgerConfig;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The one class that knows both who asks and how it is done. Opens each part when it is first asked
 * for, so that a process holds only the credentials of its roles; closes them newest first.
 */
public final class Wiring implements AutoCloseable {
  private static final Duration DESK_DEADLINE = Duration.ofMillis(2_500);
  private static final String MAY_CHANGE =
      "SELECT has_table_privilege('drydock.events', 'UPDATE, DELETE, TRUNCATE')";
  private static final int MOST_ACTIVITIES = 20;
  private static final Duration HEARTBEAT_THROTTLE = Duration.ofSeconds(2);

  private final Settings settings;
  private final Map<String, String> environment;
  private final Scrub scrub = new Scrub();
  private final Secrets secrets;
  private final Deque<Runnable> closings = new ArrayDeque<>();
  private final Lazy<TemporalLink> temporal = new Lazy<>(this::openTemporal);
  private final Lazy<KubernetesClient> kubernetes = new Lazy<>(this::openKubernetes);
  private final Lazy<LedgerPool> reader = new Lazy<>(() -> closing(openReader()));
  private final Lazy<LedgerPool> writer = new Lazy<>(() -> closing(openWriter()));
  private final Lazy<Desk> desk = new Lazy<>(this::openDesk);

  /**
   * @param environment for secrets and for Temporal's own settings
   */
  public Wiring(Settings settings, Map<String, String> environment) {
    this.settings = settings;
    this.environment = environment;
    this.secrets = scrub.watching(new LocalSecrets(environment, this::clusterSecret));
  }

  public Settings settings() {
    return settings;
  }

  public Secrets secrets() {
    return secrets;
  }

  public Desk desk() {
    return desk.get();
  }

  public RunBook book() {
    return new PostgresRunBook(reader.get(), scrub);
  }

  TemporalLink temporal() {
    return temporal.get();
  }

  Serving.Running start(Role role) {
    return switch (role) {
      case WORKFLOW -> workflows();
      case ACTIVITY -> activities();
      case BOT -> bot();
    };
  }

  /** Brings the ledger's tables up to date; every activity worker does so at its start. */
  void prepareLedger() {
    LedgerSchema.update(config().ledger(), secrets);
  }

  /**
   * @throws RuntimeException with the Role rules to copy
   */
  void requireRights(AppConfig app) {
    new Rights(kubernetes.get()).require(app.deployment());
  }

  /** What runs now, in one line. */
  String running(AppConfig app) {
    RunningApp seen = RunningApp.look(kubernetes.get(), app, false);
    return seen.image().reference() + ", " + seen.replicas() + " replicas";
  }

  /** The role this process reads the ledger as. */
  String ledgerRole() {
    String reader = config().ledger().reader();
    return reader == null ? config().ledger().user() : reader;
  }

  /**
   * True when the server itself keeps that role from changing or deleting events.
   *
   * @throws Unreachable the ledger cannot be asked
   */
  boolean ledgerIsAppendOnly() {
    LedgerConfig ledger = config().ledger();
    SecretRef password = ledger.reader() == null ? ledger.password() : ledger.readerPassword();
    try (Connection connection =
            DriverManager.getConnection(ledger.url(), ledgerRole(), secrets.resolve(password));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(MAY_CHANGE)) {
      row.next();
      return !row.getBoolean(1);
    } catch (SQLException e) {
      throw new Unreachable("the ledger cannot be asked: " + e.getMessage(), e);
    }
  }

  Databases.Facts facts(AppConfig app) {
    return databases().facts(app);
  }

  @Override
  public synchronized void close() {
    while (!closings.isEmpty()) {
      closings.pop().run();
    }
  }

  private DrydockConfig config() {
    return settings.drydock();
  }

  private Serving.Running workflows() {
    WorkerFactory factory = WorkerFactory.newInstance(temporal().client());
    Worker worker = factory.newWorker(TaskQueues.WORKFLOWS);
    registerWorkflows(worker);
    factory.start();
    return new WorkerRole(factory, settings.serve().drain());
  }

  private static void registerWorkflows(Worker worker) {
    for (String name : List.of("MigrationImpl", "PreviewImpl")) {
      try {
        worker.registerWorkflowImplementationTypes(Class.forName("dev.drydock.workflows." + name));
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Serving.Running activities() {
    prepareLedger();
    PostgresLedger ledger = new PostgresLedger(writer.get(), scrub);
    WorkerFactory factory =
        WorkerFactory.newInstance(
            temporal().client(),
            WorkerFactoryOptions.newBuilder()
                .setWorkerInterceptors(new StepRecorder(ledger, scrub))
                .build());
    Worker worker =
        factory.newWorker(
            TaskQueues.ACTIVITIES,
            WorkerOptions.newBuilder()
                .setMaxConcurrentActivityExecutionSize(MOST_ACTIVITIES)
                .setMaxHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                .setAllowActivityHeartbeatDuringShutdown(true)
                .build());
    Apps apps = config().apps();
    KubernetesClient cluster = kubernetes.get();
    Databases databases = databases();
    worker.registerActivitiesImplementations(
        ledger,
        new PlanDeed(apps, cluster, ledger, databases),
        new PodDeed(apps, cluster, ledger, databases),
        new AppDeed(apps, cluster, ledger, databases),
        new SchemaDeed(apps, cluster, ledger, databases));
    factory.start();
    return new WorkerRole(factory, settings.serve().drain());
  }

  private Serving.Running bot() {
    throw new NotReady(
        "the Slack bot is not built in yet", "drydock serve --roles workflow,activity");
  }

  private Databases databases() {
    throw new IllegalStateException("databases are not built in yet");
  }

  private TemporalLink openTemporal() {
    TemporalLink link =
        TemporalLink.open(
            config().temporal(), environment, DefaultDataConverter.newDefaultInstance());
    closings.push(link::close);
    return link;
  }

  private KubernetesClient openKubernetes() {
    DrydockConfig.KubernetesConfig at = config().kubernetes();
    Config found =
        at.kubeconfig() == null
            ? Config.autoConfigure(at.context())
            : Config.fromKubeconfig(new java.io.File(at.kubeconfig()));
    KubernetesClient client = new KubernetesClientBuilder().withConfig(found).build();
    closings.push(client::close);
    return client;
  }

  private LedgerPool openReader() {
    return LedgerPool.reader(config().ledger(), secrets);
  }

  private LedgerPool openWriter() {
    return LedgerPool.writer(config().ledger(), secrets);
  }

  private LedgerPool closing(LedgerPool pool) {
    closings.push(pool::close);
    return pool;
  }

  private Desk openDesk() {
    FrontDesk opened = new FrontDesk(temporal().client(), book(), config().apps(), DESK_DEADLINE);
    closings.push(opened::close);
    return opened;
  }

  private String clusterSecret(SecretRef.Kubernetes ref) {
    String place = "Secret " + ref.namespace() + "/" + ref.name();
    try {
      Secret secret =
          kubernetes.get().secrets().inNamespace(ref.namespace()).withName(ref.name()).get();
      if (secret == null) {
        throw new Secrets.Missing(place + " is not there");
      }
      String value = secret.getData() == null ? null : secret.getData().get(ref.key());
      if (value == null) {
        throw new Secrets.Missing(place + " has no key " + ref.key());
      }
      return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    } catch (KubernetesClientException e) {
      throw new Secrets.Missing(place + " cannot be read: " + e.getMessage());
    }
  }

  /** Made once, when first asked for. */
  private static final class Lazy<T> {
    private final Supplier<T> make;
    private T made;

    Lazy(Supplier<T> make) {
      this.make = make;
    }

    synchronized T get() {
      if (made == null) {
        made = make.get();
      }
      return made;
    }
  }
}
