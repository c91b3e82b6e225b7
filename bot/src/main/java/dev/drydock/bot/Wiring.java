package dev.drydock.bot;

import dev.drydock.activities.database.Backups;
import dev.drydock.activities.database.Databases;
import dev.drydock.activities.database.Engine;
import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.HoldChanged;
import dev.drydock.activities.database.postgres.ClientTools;
import dev.drydock.activities.database.postgres.PostgresDatabases;
import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.database.store.Room;
import dev.drydock.activities.database.store.Stores;
import dev.drydock.activities.kubernetes.Account;
import dev.drydock.activities.kubernetes.AfterOutage;
import dev.drydock.activities.kubernetes.AppDeed;
import dev.drydock.activities.kubernetes.DeploymentLease;
import dev.drydock.activities.kubernetes.Rights;
import dev.drydock.activities.kubernetes.RoleList;
import dev.drydock.activities.kubernetes.RunningApp;
import dev.drydock.activities.ledger.LedgerPool;
import dev.drydock.activities.ledger.LedgerSchema;
import dev.drydock.activities.ledger.PostgresCards;
import dev.drydock.activities.ledger.PostgresLedger;
import dev.drydock.activities.ledger.PostgresRunBook;
import dev.drydock.activities.ledger.StepRecorder;
import dev.drydock.activities.plan.PlanDeed;
import dev.drydock.activities.plan.PodDeed;
import dev.drydock.activities.schema.SchemaDeed;
import dev.drydock.activities.schema.SchemaTools;
import dev.drydock.activities.schema.UpgradeStop;
import dev.drydock.activities.schema.VersionTable;
import dev.drydock.bot.cli.KeptBackup;
import dev.drydock.bot.cli.Office;
import dev.drydock.bot.cli.Unreachable;
import dev.drydock.bot.cli.setup.Settled;
import dev.drydock.bot.config.ConfigException;
import dev.drydock.bot.config.Settings;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.FrontDesk;
import dev.drydock.bot.desk.Membership;
import dev.drydock.bot.desk.People;
import dev.drydock.bot.desk.Refused;
import dev.drydock.bot.slack.Memberships;
import dev.drydock.bot.slack.SlackBot;
import dev.drydock.bot.slack.SlackTokens;
import dev.drydock.workflows.DrydockConverter;
import dev.drydock.workflows.MigrationImpl;
import dev.drydock.workflows.PreviewImpl;
import dev.drydock.workflows.TaskQueues;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.DeploymentConfig;
import dev.drydock.workflows.config.DrydockConfig;
import dev.drydock.workflows.config.EngineKind;
import dev.drydock.workflows.config.LedgerConfig;
import dev.drydock.workflows.config.Scrub;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The one class that knows both who asks and how it is done. Opens each part when it is first asked
 * for, so that a process holds only the credentials of its roles; closes them newest first.
 */
public final class Wiring implements AutoCloseable {
  private static final Duration DESK_DEADLINE = Duration.ofMillis(2_500);
  private static final String MAY_CHANGE =
      "SELECT has_table_privilege('drydock.events', 'UPDATE, DELETE, TRUNCATE')";
  private static final String LEDGER = "ledger";
  private static final int MOST_ACTIVITIES = 20;
  private static final Duration HEARTBEAT_THROTTLE = Duration.ofSeconds(2);

  private final Settings settings;
  private final Map<String, String> environment;
  private final List<WorkerInterceptor> innermost;
  private final Scrub scrub = Scrub.ofProcess();
  private final Secrets secrets;
  private final Deque<Runnable> closings = new ConcurrentLinkedDeque<>();
  private final Lazy<TemporalLink> temporal = new Lazy<>(this::openTemporal);
  private final Lazy<KubernetesClient> kubernetes = new Lazy<>(this::openKubernetes);
  private final Lazy<LedgerPool> reader = new Lazy<>(() -> closing(openReader()));
  private final Lazy<LedgerPool> writer = new Lazy<>(() -> closing(openWriter()));
  private final Lazy<PostgresLedger> ledger =
      new Lazy<>(() -> new PostgresLedger(writer.get(), scrub));
  private final Lazy<PostgresDatabases> postgres = new Lazy<>(this::openPostgres);
  private final Engines engines = new Engines(Map.of(EngineKind.POSTGRES, postgres::get));
  private final Lazy<Desk> desk = new Lazy<>(this::openDesk);

  /**
   * @param environment for secrets and for Temporal's own settings
   */
  public Wiring(Settings settings, Map<String, String> environment) {
    this(settings, environment, List.of());
  }

  /**
   * @param innermost of both workers' interceptors: they see each deed after its start was recorded
   *     and before its end is
   */
  public Wiring(
      Settings settings, Map<String, String> environment, List<WorkerInterceptor> innermost) {
    this.settings = settings;
    this.innermost = List.copyOf(innermost);
    this.environment = environment;
    Optional.ofNullable(environment.get("TEMPORAL_API_KEY")).ifPresent(scrub::remember);
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
    RunBook book = new PostgresRunBook(reader.get(), scrub);
    return (RunBook)
        Proxy.newProxyInstance(
            RunBook.class.getClassLoader(),
            new Class<?>[] {RunBook.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(book, arguments);
              } catch (InvocationTargetException e) {
                throw inWords(e.getCause());
              }
            });
  }

  /** Who asks does not know the ledger's own failures. */
  private static Throwable inWords(Throwable failure) {
    return failure instanceof LedgerPool.LedgerFailure
        ? new Unreachable(failure.getMessage(), failure)
        : failure;
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

  /** Why those roles cannot use the ledger now, in one line; empty when they can. */
  String ledgerTrouble(Set<Role> roles) {
    LedgerPool pool = roles.contains(Role.ACTIVITY) ? writer.get() : reader.get();
    return pool.trouble();
  }

  /**
   * Brings the ledger's tables up to date; every activity worker does so at its start.
   *
   * @throws Unreachable with the reason
   */
  void prepareLedger() {
    try {
      LedgerSchema.update(config().ledger(), secrets);
    } catch (IllegalStateException e) {
      throw new Unreachable(e.getMessage(), e);
    }
  }

  /**
   * The same, told. A process without the workers' password leaves it to the activity worker.
   *
   * @param dryRun true to look only
   */
  Settled settleLedger(boolean dryRun) {
    String place = config().ledger().url();
    try {
      List<String> pending = LedgerSchema.pending(config().ledger(), secrets);
      if (pending.isEmpty() && !dryRun) {
        prepareLedger(); // who may do what with the tables is set anew each time
      }
      if (pending.isEmpty()) {
        return Settled.so(LEDGER, place + ", tables are up to date");
      }
      String changes = place + ", change " + String.join(", ", pending);
      if (dryRun) {
        return Settled.would(LEDGER, "make tables: " + changes);
      }
      prepareLedger();
      return Settled.done(LEDGER, changes);
    } catch (Secrets.Missing e) {
      return Settled.note(
          LEDGER,
          "not looked at, the workers' password is not here (" + e.getMessage() + ")",
          "# the activity worker brings the tables up to date when it starts");
    } catch (LedgerSchema.NotPrepared e) {
      return e.isAway()
          ? Settled.away(LEDGER, e.getMessage())
          : Settled.failed(LEDGER, e.getMessage(), e.mend());
    }
  }

  /**
   * What the account that asks may not do for the app, in words; empty when nothing is missing.
   *
   * @throws Unreachable the cluster cannot be asked
   */
  String missingRights(AppConfig app) {
    try {
      return Rights.said(new Rights(kubernetes.get()).missing(app));
    } catch (KubernetesClientException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      String server = kubernetes.get().getConfiguration().getMasterUrl();
      throw new Unreachable("the cluster " + server + " cannot be asked: " + root.getMessage(), e);
    }
  }

  /**
   * All that Drydock has to be allowed for these apps, as YAML for {@code kubectl apply}.
   *
   * @param account {@code namespace/name} of the ServiceAccount that is allowed it; null for the
   *     one that asks
   * @throws IllegalArgumentException when it is written otherwise
   */
  String rights(List<AppConfig> apps, String account) {
    return RoleList.of(
        apps, account == null ? Account.ask(kubernetes.get()) : Account.written(account));
  }

  /** What runs now, in one line. */
  String running(AppConfig app) {
    RunningApp seen = RunningApp.look(kubernetes.get(), app, false);
    return seen.image().reference() + ", " + seen.replicas() + " replicas";
  }

  /** Asks Slack, where this process has the bot's token and the person a Slack id. */
  Membership membership(String person, Collection<String> groups) {
    DrydockConfig.SlackConfig slack = config().slack();
    if (slack == null) {
      return Membership.none("groups approve here, and drydock.yaml has no slack: to ask for them");
    }
    Optional<String> user = new People(config().people()).slackUser(person);
    if (user.isEmpty()) {
      return Membership.none(
          "your groups cannot be found: " + person + " has no slack: id under people:");
    }
    try {
      String token = secrets.resolve(slack.botToken());
      return Memberships.find(slack.apiUrl(), token, user.get(), groups);
    } catch (Secrets.Missing e) {
      return Membership.none("your groups cannot be found here: " + e.getMessage());
    }
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

  /**
   * @throws RuntimeException what cannot be reached, or the rights to grant
   */
  DatabaseFacts facts(AppConfig app) {
    Databases.Facts facts = engines.of(app).facts(app);
    return new DatabaseFacts(facts.serverVersion(), facts.wayBack(), facts.notes());
  }

  /** Which run holds an app's database. */
  Optional<Office.Hold> heldDatabase(String app) {
    AppConfig of = configured(app);
    String which = of.databaseId().toString();
    return engine(app).held(of).map(hold -> hold(Office.Hold.Of.DATABASE, which, hold));
  }

  /** Which run holds an app's Deployment. */
  Optional<Office.Hold> heldDeployment(String app) {
    DeploymentConfig of = configured(app).deployment();
    String which = "Deployment " + of.namespace() + "/" + of.name();
    return lease(app).held().map(hold -> hold(Office.Hold.Of.DEPLOYMENT, which, hold));
  }

  private DeploymentLease lease(String app) {
    return new DeploymentLease(kubernetes.get(), configured(app), ledger.get());
  }

  private Office.Hold hold(Office.Hold.Of of, String which, Fences.Hold hold) {
    boolean isGoing = isGoing(hold.run(), hold.isOurs());
    return new Office.Hold(of, which, hold.id(), hold.run(), isGoing, hold.isOurs(), hold.words());
  }

  private boolean isGoing(String run, boolean isOurs) {
    return isOurs
        && book()
            .find(run)
            .filter(view -> view.outcome().isEmpty())
            .filter(this::isRunning)
            .isPresent();
  }

  /** The ledger does not hear of a run that somebody has terminated in Temporal. */
  private boolean isRunning(RunView run) {
    try {
      return temporal().client().newUntypedWorkflowStub(run.workflowId()).describe().getStatus()
          == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    } catch (WorkflowNotFoundException e) {
      return false;
    } catch (StatusRuntimeException e) {
      return true; // nobody can tell
    }
  }

  /**
   * Lets go of what a person was shown.
   *
   * @throws Refused where a run goes on, or another one holds it by now
   */
  void unfence(String app, List<Office.Hold> shown) {
    String again = "unfence " + app;
    for (Office.Hold hold : shown) {
      if (isGoing(hold.run(), hold.isOurs())) {
        throw new Refused(hold.told() + ", which goes on; nothing was let go", again);
      }
    }
    String letGo = "";
    for (Office.Hold hold : shown) {
      try {
        breakHold(app, hold);
      } catch (HoldChanged e) {
        throw new Refused(e.getMessage() + letGo, again);
      }
      letGo = "; " + hold.which() + " was let go";
    }
  }

  private void breakHold(String app, Office.Hold shown) {
    switch (shown.of()) {
      case DATABASE -> engine(app).breakHold(configured(app), shown.id());
      case DEPLOYMENT -> lease(app).breakHold(shown.id());
    }
  }

  /** What runs of the app left of its database. */
  List<KeptBackup> leftovers(String app) {
    return engine(app).leftovers(configured(app)).stream()
        .map(
            left ->
                new KeptBackup(
                    left.name(),
                    left.kind(),
                    left.run(),
                    left.location(),
                    left.taken(),
                    left.until(),
                    left.sizeBytes()))
        .toList();
  }

  boolean dropLeftover(String app, String name) {
    return engine(app).drop(configured(app), name);
  }

  /** Writes, reads and removes a small file where the app's backups lie. */
  void tryOutStore(AppConfig app) {
    new Stores(secrets, Duration.ofSeconds(5)).of(app.backup()).tryOut();
  }

  /** Where the app's backups lie, and the room to make one, in words. */
  String storeRoom(AppConfig app) {
    BackupStore store = new Stores(secrets).of(app.backup());
    return store.location("")
        + ", "
        + Room.size(Room.usableBytes(store.room()))
        + " free in "
        + store.room();
  }

  private Engine engine(String app) {
    return engines.of(configured(app));
  }

  private AppConfig configured(String app) {
    return config()
        .apps()
        .find(app)
        .orElseThrow(() -> new IllegalArgumentException("there is no app " + app));
  }

  /**
   * @param notes what an approver would be told
   */
  record DatabaseFacts(String serverVersion, WayBack wayBack, List<String> notes) {}

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
    WorkerFactory factory =
        WorkerFactory.newInstance(
            temporal().client(),
            WorkerFactoryOptions.newBuilder()
                .setWorkerInterceptors(interceptors(new LoggedRun()))
                .build());
    Worker worker = factory.newWorker(TaskQueues.WORKFLOWS);
    worker.registerWorkflowImplementationTypes(MigrationImpl.class, PreviewImpl.class);
    return WorkerRole.started(factory, settings.serve().drain());
  }

  private Serving.Running activities() {
    prepareLedger();
    WorkerFactory factory =
        WorkerFactory.newInstance(
            temporal().client(),
            WorkerFactoryOptions.newBuilder()
                // the last is the outermost: what the recorder logs says its run too
                .setWorkerInterceptors(
                    interceptors(new StepRecorder(ledger.get(), scrub), new LoggedRun()))
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
    PostgresLedger book = ledger.get();
    worker.registerActivitiesImplementations(
        book,
        backups(),
        new PlanDeed(apps, cluster, book, engines),
        new PodDeed(apps, cluster, book, engines),
        new AppDeed(apps, cluster, book, engines),
        new SchemaDeed(apps, cluster, book, engines));
    return WorkerRole.started(factory, settings.serve().drain());
  }

  private WorkerInterceptor[] interceptors(WorkerInterceptor... ours) {
    return Stream.concat(innermost.stream(), Stream.of(ours)).toArray(WorkerInterceptor[]::new);
  }

  private Serving.Running bot() {
    DrydockConfig.SlackConfig slack = config().slack();
    if (slack == null) {
      throw new NotReady("drydock.yaml has no slack:", "drydock serve --roles workflow,activity");
    }
    return BotRole.started(
        new SlackBot(
            slack,
            SlackTokens.resolve(slack, secrets),
            desk(),
            new PostgresCards(reader.get()),
            new People(config().people()),
            listen(settings.serve().host())));
  }

  private static InetAddress listen(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new NotReady("serve.host " + host + " is no address of this machine", "drydock doctor");
    }
  }

  private PostgresDatabases openPostgres() {
    PostgresDatabases opened = new PostgresDatabases(secrets, ledger.get(), ClientTools.onPath());
    closings.push(opened::close);
    return opened;
  }

  /** Proves that the upgrade is over before its database is taken from under it. */
  private Backups backups() {
    UpgradeStop stop = new UpgradeStop(kubernetes.get(), ledger.get());
    return new Backups(
        config().apps(),
        engines,
        ledger.get(),
        stop::stopUpgrade,
        app -> SchemaTools.of(app.schema()).revision(new VersionTable(engines.of(app), app)));
  }

  private TemporalLink openTemporal() {
    ClientConfigProfile profile = TemporalLink.profile(config().temporal(), environment);
    if (profile.getApiKey() != null) {
      scrub.remember(profile.getApiKey());
    }
    TemporalLink link = TemporalLink.open(profile, DrydockConverter.create());
    closings.push(link::close);
    return link;
  }

  private KubernetesClient openKubernetes() {
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(cluster(config().kubernetes()))
            .withHttpClientBuilderConsumer(AfterOutage::patience)
            .build();
    closings.push(client::close);
    return client;
  }

  /**
   * @throws ConfigException the kubeconfig has no such context: another one could be another
   *     cluster
   */
  static Config cluster(DrydockConfig.KubernetesConfig at) {
    String wanted = at.context();
    Config found =
        at.kubeconfig() == null
            ? Config.autoConfigure(wanted)
            : Config.fromKubeconfig(wanted, new java.io.File(at.kubeconfig()));
    NamedContext chosen = found.getCurrentContext();
    if (wanted != null && (chosen == null || !wanted.equals(chosen.getName()))) {
      throw new ConfigException(
          "kubernetes.context is \""
              + wanted
              + "\"; the kubeconfig has "
              + found.getContexts().stream().map(NamedContext::getName).sorted().toList());
    }
    return found;
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
