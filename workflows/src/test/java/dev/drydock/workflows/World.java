package dev.drydock.workflows;

import dev.drydock.workflows.book.Json;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.workflow.Functions.Proc;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Activities that do nothing but say in which order they were asked, and fail where a test wants
 * them to.
 */
public final class World
    implements PlanActivities,
        BackupActivities,
        PodActivities,
        AppActivities,
        SchemaActivities,
        LedgerActivities {
  static final DatabaseId DATABASE = new DatabaseId("db.example", 5432, "keeper");
  private static final Image OLD = new Image("registry.example/keeper:1.8.0", Digest.of("old"));
  private static final Image NEW = new Image("registry.example/keeper:1.9.0", Digest.of("new"));

  final List<String> said = new CopyOnWriteArrayList<>();
  final Map<String, RuntimeException> failing = new ConcurrentHashMap<>();
  final Map<String, CountDownLatch> holding = new ConcurrentHashMap<>();
  final Set<String> deaf = ConcurrentHashMap.newKeySet();
  final Map<String, CountDownLatch> reached = new ConcurrentHashMap<>();
  final Map<String, Object> facts = new HashMap<>();
  volatile List<GatePolicy> gates =
      List.of(
          new GatePolicy(
              Step.TAKE_DOWN,
              1,
              List.of("ben", "cho", "ana"),
              List.of("S-dba"),
              Duration.ofHours(72)));

  /** Of plans from now on; null as in plans of the first versions. */
  volatile Listed operators = new Listed(List.of("ben", "cho", "dee"), List.of("S-ops"));

  volatile GateOpened gate;
  volatile Report report;
  volatile OperatorNeed need;

  public World() {}

  /** A Temporal service of the test's own, which knows what Drydock's runs ask of one. */
  static TestWorkflowEnvironment temporal() {
    TestEnvironmentOptions.Builder options =
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder()
                    .setDataConverter(DrydockConverter.create())
                    .build());
    Attributes.ALL.forEach(
        key ->
            options.registerSearchAttribute(
                key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    return TestWorkflowEnvironment.newInstance(options.build());
  }

  /** Gates of the plans from now on. */
  public World withGates(List<GatePolicy> policies) {
    gates = policies;
    return this;
  }

  /** What the newest gate asks to approve; all runs of this world ask for the same. */
  public String gateDigest() {
    return gate.digest();
  }

  /** The next time {@code deed} is asked for, it says so and waits until {@link #release}. */
  void hold(String deed) {
    reached.put(deed, new CountDownLatch(1));
    holding.put(deed, new CountDownLatch(1));
  }

  /** The same, and it hears of no cancel until then. */
  void holdDeaf(String deed) {
    hold(deed);
    deaf.add(deed);
  }

  void awaitReached(String deed) throws InterruptedException {
    reached.get(deed).await();
  }

  void release(String deed) {
    holding.get(deed).countDown();
  }

  /** The deeds alone, without the ledger's lines. */
  List<String> deeds() {
    return said.stream().filter(line -> !line.startsWith("ledger")).toList();
  }

  private void say(String deed) {
    said.add(deed);
    if (holding.containsKey(deed)) {
      reached.get(deed).countDown();
      awaitRelease(deed);
    }
    if (failing.containsKey(deed)) {
      throw failing.get(deed);
    }
  }

  private void awaitRelease(String deed) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    while (holding.get(deed).getCount() > 0) {
      try {
        if (!deaf.contains(deed)) {
          context.heartbeat(null);
        }
        if (holding.get(deed).await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (ActivityCompletionException canceled) {
        said.add(deed + " canceled");
        throw canceled;
      } catch (InterruptedException e) {
        throw Activity.wrap(e);
      }
    }
  }

  volatile String agreed;
  volatile boolean startEarly;
  volatile boolean noBackup;
  volatile long databaseBytes = 1_000_000;

  Plan plan() {
    SchemaPlan schema =
        new SchemaPlan(
            "liquibase",
            "k3",
            "k5",
            List.of(new Change("k4", "add builder"), new Change("k5", "builder not null")),
            2,
            null,
            "not asked");
    return new Plan(
        "keeper",
        "1.9.0",
        DATABASE,
        "prod/keeper",
        Digest.of("spec"),
        2,
        OLD,
        NEW,
        schema,
        new WayBack("pg_dump", null, "copy"),
        new Policy(gates, Limits.DEFAULT, operators),
        databaseBytes,
        List.of(),
        TakeDownWay.DELETE,
        List.of(),
        startEarly);
  }

  private static Fingerprint fingerprint(String content) {
    return new Fingerprint(
        Digest.of(content), 3, 100, new Artifact(Digest.of(content), 10, "fingerprint"));
  }

  @Override
  public Plan compute(PlanActivities.In in) {
    say("plan");
    return plan();
  }

  @Override
  public Backup take(BackupActivities.In in) {
    say("backup");
    if (noBackup) {
      return Backup.none("pg_dump is older than the server");
    }
    return new Backup("pg_dump", "/backups/" + in.ref().run(), 4_000, Digest.of("dump"));
  }

  @Override
  public Seal seal(BackupActivities.In in) {
    say("seal");
    return new Seal("copy", "keeper_drydock_7", fingerprint("sealed"));
  }

  @Override
  public Restored restore(Restore in) {
    say("restore");
    return new Restored("keeper_failed_7", in.seal().fingerprint(), in.seal().fingerprint(), "k3");
  }

  @Override
  public void tidy(BackupActivities.In in) {
    say("tidy");
  }

  @Override
  public Ready prepare(PodActivities.In in) {
    say("prepare pod");
    return new Ready("drydock-keeper-7", NEW.digest());
  }

  @Override
  public void remove(PodActivities.In in) {
    say("remove pod");
  }

  @Override
  public Down takeDown(AppActivities.In in) {
    say("take down");
    return new Down(new Artifact(Digest.of("manifest"), 10, "manifest"), 2);
  }

  @Override
  public StillDown requireDown(AppActivities.In in) {
    say("still down");
    return new StillDown(0);
  }

  @Override
  public StillDown startNew(AppActivities.In in) {
    say("start new");
    return new StillDown(0);
  }

  @Override
  public StillDown stopNew(AppActivities.In in) {
    say("stop new");
    return new StillDown(0);
  }

  @Override
  public Up bringUpOld(AppActivities.In in) {
    say("bring up old");
    return new Up("uid-old", 2, Instant.EPOCH);
  }

  @Override
  public Up bringUpNew(AppActivities.In in) {
    say("bring up new");
    return new Up("uid-new", 2, Instant.EPOCH);
  }

  @Override
  public Down takeDownNew(Unwritten in) {
    agreed = in.agreed();
    say("take down new");
    return new Down(new Artifact(Digest.of("manifest"), 10, "manifest"), 2);
  }

  @Override
  public Upgraded upgrade(SchemaActivities.In in) {
    say("upgrade");
    return new Upgraded(0, new Artifact(Digest.of("log"), 10, "log"), "k5", "");
  }

  @Override
  public Verified verify(SchemaActivities.In in) {
    say("verify");
    return new Verified(List.of("revision is k5"));
  }

  @Override
  public String open(Open in) {
    say("ledger open");
    return "keeper-7";
  }

  @Override
  public void gateOpened(GateOpened in) {
    said.add("ledger gate before " + in.policy().before().word());
    gate = in;
    CountDownLatch latch = reached.get("gate");
    if (latch != null) {
      latch.countDown();
    }
  }

  @Override
  public void decided(Decided in) {
    said.add(
        "ledger " + in.decision().actor() + (in.decision().approve() ? " approved" : " rejected"));
  }

  @Override
  public void gateClosed(GateClosed in) {
    said.add("ledger gate " + in.verdict());
  }

  @Override
  public void rollingBack(RollingBack in) {
    said.add("ledger rolling back: " + in.cause());
    facts.put("toUndo", in.toUndo());
  }

  @Override
  public void needsOperator(NeedsOperator in) {
    said.add("ledger needs operator");
    need = in.need();
    CountDownLatch latch = reached.get("operator");
    if (latch != null) {
      latch.countDown();
    }
  }

  @Override
  public void resumed(Resumed in) {
    said.add("ledger resumed by " + in.resume().actor());
  }

  @Override
  public void close(Close in) {
    said.add("ledger close " + in.report().outcome());
    report = in.report();
    Json.write(in); // what the ledger keeps has to be writable
  }

  /** Runs an assertion that names what was said when it fails. */
  void check(Proc assertion) {
    try {
      assertion.apply();
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nsaid: " + new ArrayList<>(said), e);
    }
  }
}
