package dev.drydock.bot;

import dev.drydock.activities.database.Backups;
import dev.drydock.activities.database.Databases;
import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.postgres.ClientTools;
import dev.drydock.activities.database.postgres.PostgresDatabases;
import dev.drydock.activities.kubernetes.AppDeed;
import dev.drydock.activities.ledger.LedgerPool;
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
import dev.drydock.bot.cli.Unreachable;
import dev.drydock.bot.cli.Version;
import dev.drydock.bot.config.Settings;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.FrontDesk;
import dev.drydock.bot.desk.Membership;
import dev.drydock.bot.desk.People;
import dev.drydock.bot.parts.Cluster;
import dev.drydock.bot.parts.Handwork;
import dev.drydock.bot.parts.Holds;
import dev.drydock.bot.parts.KeptBackups;
import dev.drydock.bot.parts.LedgerTables;
import dev.drydock.bot.slack.Memberships;
import dev.drydock.bot.slack.SlackBot;
import dev.drydock.bot.slack.SlackTokens;
import dev.drydock.workflows.DrydockConverter;
import dev.drydock.workflows.MigrationImpl;
import dev.drydock.workflows.PreviewImpl;
import dev.drydock.workflows.TaskQueues;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.DrydockConfig;
import dev.drydock.workflows.config.EngineKind;
import dev.drydock.workflows.config.Scrub;
import dev.drydock.workflows.config.Secrets;
import io.fabric8.kubernetes.client.KubernetesClient;
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
import java.time.Duration;
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
 * Knows both who asks and how it is done, as nothing else does but the parts it gives out. Opens
 * each part when it is first asked for, so that a process holds only the credentials of its roles;
 * closes them newest first.
 */
public final class Wiring implements AutoCloseable {
  private static final Duration DESK_DEADLINE = Duration.ofMillis(2_500);
  private static final int MOST_ACTIVITIES = 20;
  private static final Duration HEARTBEAT_THROTTLE = Duration.ofSeconds(2);

  private final Settings settings;
  private final Map<String, String> environment;
  private final List<WorkerInterceptor> innermost;
  private final Scrub scrub = Scrub.ofProcess();
  private final Secrets secrets;
  private final Deque<Runnable> closings = new ConcurrentLinkedDeque<>();
  private final Lazy<TemporalLink> temporal = new Lazy<>(this::openTemporal);
  private final Lazy<Cluster> cluster = new Lazy<>(this::openCluster);
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
    scrub.spare(config().apps());
    Optional.ofNullable(environment.get("TEMPORAL_API_KEY")).ifPresent(scrub::remember);
    this.secrets = scrub.watching(new LocalSecrets(environment, ref -> cluster().secret(ref)));
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

  LedgerTables ledgerTables() {
    return new LedgerTables(config().ledger(), secrets);
  }

  Cluster cluster() {
    return cluster.get();
  }

  Holds holds() {
    return new Holds(
        engines,
        this::cluster,
        ledger::get,
        this::book,
        () -> temporal().client(),
        new Handwork(ledger::get));
  }

  KeptBackups backups() {
    return new KeptBackups(engines, secrets, new Handwork(ledger::get));
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

  /**
   * @throws RuntimeException what cannot be reached, or the rights to grant
   */
  DatabaseFacts facts(AppConfig app) {
    Databases.Facts facts = engines.of(app).facts(app);
    return new DatabaseFacts(facts.serverVersion(), facts.wayBack(), facts.notes());
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
    ledgerTables().prepare();
    WorkerFactory factory =
        WorkerFactory.newInstance(
            temporal().client(),
            WorkerFactoryOptions.newBuilder()
                // the last is the outermost: what the recorder logs says its run too
                .setWorkerInterceptors(
                    interceptors(
                        new StepRecorder(ledger.get(), scrub, Version.words()), new LoggedRun()))
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
    KubernetesClient kubernetes = cluster().client();
    PostgresLedger book = ledger.get();
    worker.registerActivitiesImplementations(
        book,
        backupDeed(),
        new PlanDeed(apps, kubernetes, book, engines),
        new PodDeed(apps, kubernetes, book, engines),
        new AppDeed(apps, kubernetes, book, engines),
        new SchemaDeed(apps, kubernetes, book, engines));
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
  private Backups backupDeed() {
    UpgradeStop stop = new UpgradeStop(cluster().client(), ledger.get());
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

  private Cluster openCluster() {
    Cluster opened = Cluster.open(config().kubernetes());
    closings.push(opened::close);
    return opened;
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
    People people = new People(config().people());
    FrontDesk opened =
        new FrontDesk(temporal().client(), book(), config().apps(), people, DESK_DEADLINE);
    closings.push(opened::close);
    return opened;
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
