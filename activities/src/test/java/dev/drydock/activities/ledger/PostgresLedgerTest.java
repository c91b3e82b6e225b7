package dev.drydock.activities.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.drydock.activities.database.postgres.TestPostgres;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.Decision;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.book.Entry;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Link;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.book.RunFold;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepStarted;
import dev.drydock.workflows.config.LedgerConfig;
import dev.drydock.workflows.config.Scrub;
import dev.drydock.workflows.config.SecretRef;
import java.security.MessageDigest;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresLedgerTest {
  private static final String MAY_INSERT =
      "SELECT has_table_privilege('bot', 'drydock.events', 'INSERT')";

  private static TestPostgres postgres;
  private static LedgerPool writers;
  private static LedgerPool readers;
  private static PostgresLedger ledger;
  private static PostgresRunBook book;

  @BeforeAll
  static void start() throws Exception {
    postgres = TestPostgres.start();
    LedgerSchema.update(postgres.ledger(), TestPostgres.SECRETS);
    LedgerSchema.update(postgres.ledger(), TestPostgres.SECRETS);
    writers = LedgerPool.writer(postgres.ledger(), TestPostgres.SECRETS);
    readers = LedgerPool.reader(postgres.ledger(), TestPostgres.SECRETS);
    ledger = new PostgresLedger(writers, new Scrub());
    book = new PostgresRunBook(readers, new Scrub());
  }

  @AfterAll
  static void stop() throws Exception {
    writers.close();
    readers.close();
    postgres.close();
  }

  private static String open(String database) {
    return ledger.open(request(database, UUID.randomUUID().toString()));
  }

  private static LedgerActivities.Open request(String database, String execution) {
    DatabaseId id = new DatabaseId("db", 5432, database);
    return new LedgerActivities.Open(
        new MigrationRequest("keeper", "1.9.0", id, "ana", Source.CLI, null),
        id.workflowId(),
        execution);
  }

  private static Decision decision(String run, String actor) {
    return new Decision(
        run, "e", Step.TAKE_DOWN, "sha256:1", true, actor, List.of(), Source.SLACK, null);
  }

  @Test
  void runsAreNumberedByDatabaseAndOpenedOnce() {
    LedgerActivities.Open first = request("numbered", "execution-1");
    assertThat(ledger.open(first)).isEqualTo("numbered-1");
    assertThat(ledger.open(first)).isEqualTo("numbered-1");
    assertThat(ledger.open(request("numbered", "execution-2"))).isEqualTo("numbered-2");
    assertThat(book.events("numbered-1")).hasSize(1);
    assertThat(book.byExecution("execution-1").orElseThrow().run()).isEqualTo("numbered-1");
    assertThat(book.find("NUMBERED-2").orElseThrow().request().requester()).isEqualTo("ana");
    assertThat(book.find("numbered-3")).isEmpty();
  }

  @Test
  void concurrentOpensGetDifferentNumbers() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> runs =
          IntStream.range(0, 24).mapToObj(i -> threads.submit(() -> open("busy"))).toList();
      assertThat(runs)
          .extracting(Future::get)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, 24).mapToObj(i -> "busy-" + i).toList());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFactToldTwiceStandsOnce() {
    String run = open("twice");
    LedgerActivities.Decided decided =
        new LedgerActivities.Decided(decision(run, "ben"), Instant.parse("2026-01-01T10:00:00Z"));
    LedgerActivities.GateOpened gate =
        new LedgerActivities.GateOpened(
            run,
            "e",
            new GatePolicy(Step.TAKE_DOWN, 2, List.of("ben"), List.of(), Duration.ofHours(1)),
            "sha256:1",
            Instant.parse("2026-01-01T11:00:00Z"),
            List.of());
    for (int i = 0; i < 2; i++) {
      ledger.gateOpened(gate);
      ledger.decided(decided);
    }
    RunView view = book.find(run).orElseThrow();
    assertThat(view.state()).isEqualTo(RunState.WAITING);
    assertThat(view.openGate().orElseThrow().approvedBy()).containsExactly("ben");
    assertThat(book.events(run)).hasSize(3);
    assertThat(book.brokenLink(run)).isEmpty();
  }

  @Test
  void openRunsAndRecentRuns() {
    String closed = open("lists");
    String open = open("lists");
    ledger.close(
        new LedgerActivities.Close(
            closed,
            new Report(closed, Outcome.UPGRADED, "", Duration.ofSeconds(9), List.of(), List.of())));
    assertThat(book.open()).extracting(RunView::run).contains(open).doesNotContain(closed);
    assertThat(book.recent(1)).extracting(RunView::run).containsExactly(open);
    assertThat(book.find(closed).orElseThrow().outcome()).contains(Outcome.UPGRADED);
    assertThat(book.entries().stream().filter(entry -> entry.database().equals("lists")))
        .extracting(Entry::run, Entry::number, Entry::app)
        .containsExactly(tuple(open, 2, "keeper"), tuple(closed, 1, "keeper"));
  }

  @Test
  void changesAreFoundFromTheNewestSeq() {
    long before = book.newestSeq();
    String run = open("changes");
    ledger.progress(new StepRef(run, "keeper", Step.BACKUP, false), "12 MB written");
    assertThat(book.changedSince(before)).contains(run);
    assertThat(book.changedSince(book.newestSeq())).isEmpty();
    assertThat(book.events(run)).extracting(Event::kind).endsWith(Event.Kind.STEP_PROGRESS);
  }

  /** A line each second for ten hours, read again at each drawing of the card. */
  @Test
  void aCardIsDrawnFromFewEventsHoweverLongItsStepsTook() throws Exception {
    String run = open("long");
    for (Step step : List.of(Step.BACKUP, Step.SEAL, Step.UPGRADE)) {
      StepRef ref = new StepRef(run, "keeper", step, false);
      ledger.started(run, "k" + step, new StepStarted(step, false, "Deed", 1));
      ledger.progress(ref, RunView.ENDED + "pid 41: cron, before " + step.word());
      postgres.superuser(
          "ledger",
          "INSERT INTO drydock.events (run, at, kind, key, data, prev_hash, hash) SELECT '%s', now(),"
                  .formatted(run)
              + " 'STEP_PROGRESS', '%1$s' || n, jsonb_build_object('step', '%1$s', 'undo', false,"
                  .formatted(step)
              + " 'line', n || ' rows'), '%1$s' || n, 'h%1$s' || n FROM generate_series(1, 500) n"
                  .formatted(step));
      if (step != Step.UPGRADE) {
        ledger.done(run, "d" + step, new StepDone(step, false, "Deed", Duration.ZERO, null));
      }
    }
    RunView view = book.find(run).orElseThrow();
    assertThat(view).isEqualTo(RunFold.fold(book.events(run)));
    assertThat(view.newestStep().orElseThrow().progress()).isEqualTo("500 rows");
    assertThat(view.ended()).hasSize(3);
    assertThat(book.events(run)).as("for the audit").hasSize(1 + 3 * 502 + 2);
    assertThat(book.shown(run)).hasSize(1 + 3 * 3 + 2);
    // from here on only what is new is read
    StepRef upgrade = new StepRef(run, "keeper", Step.UPGRADE, false);
    ledger.progress(upgrade, RunView.ENDED + "pid 42: cron");
    ledger.progress(upgrade, "501 rows");
    ledger.progress(upgrade, "502 rows");
    ledger.progress(new StepRef(run, "keeper", Step.UPGRADE, true), "another");
    assertThat(book.find(run)).contains(RunFold.fold(book.events(run)));
    assertThat(book.shown(run))
        .hasSize(1 + 3 * 3 + 2 + 2)
        .isEqualTo(new PostgresRunBook(readers, new Scrub()).shown(run));
  }

  @Test
  void aLedgerThatWasRestoredIsReadAnew() throws Exception {
    String run = open("restored");
    StepRef ref = new StepRef(run, "keeper", Step.PLAN, false);
    ledger.progress(ref, "lost");
    assertThat(book.shown(run)).hasSize(2);
    tamper("DELETE FROM drydock.events WHERE run = '" + run + "' AND kind = 'STEP_PROGRESS'");
    assertThat(book.shown(run)).hasSize(1);
    ledger.progress(ref, "lost again");
    book.shown(run);
    tamper("DELETE FROM drydock.events WHERE run = '" + run + "' AND kind = 'STEP_PROGRESS'");
    ledger.progress(ref, "kept");
    assertThat(book.shown(run)).isEqualTo(book.events(run)).hasSize(2);
  }

  @Test
  void anAppsNewestRunIsFoundByItsName() {
    String run = open("byname");
    assertThat(book.newestOf("KEEPER").map(RunView::run)).contains(run);
    assertThat(book.newestOf("keepe")).isEmpty();
  }

  /** After a downgrade, or where an older bot still runs. */
  @Test
  void whatANewerVersionWroteHidesNoOtherRun() throws Exception {
    String newer = open("newer");
    String kindAlone = open("newer");
    String good = open("newer");
    write(newer, "STEP_STARTED", "{\"step\": \"SOAK\", \"undo\": false, \"deed\": \"Soak.wait\"}");
    for (String run : List.of(newer, kindAlone, good)) {
      ledger.started(run, "k", new StepStarted(Step.PLAN, false, "Plan.compute", 1));
    }
    write(kindAlone, "WAVED_THROUGH", "{\"by\": \"ana\"}");

    assertThat(book.recent(3))
        .extracting(RunView::run, RunView::isRead)
        .containsExactly(tuple(good, true), tuple(kindAlone, true), tuple(newer, false));
    assertThat(book.open()).extracting(RunView::run).contains(newer, kindAlone, good);
    RunView view = book.find(newer).orElseThrow();
    long unknown = book.events(newer).get(1).seq();
    assertThat(view.unread()).isEqualTo("event " + unknown + ", STEP_STARTED");
    assertThat(view.newestStep().orElseThrow().step()).as("the rest").isEqualTo(Step.PLAN);
    assertThat(book.events(kindAlone)).extracting(Event::kind).endsWith(Event.Kind.UNKNOWN);
    assertThat(book.links(kindAlone)).extracting(Link::kind).endsWith("WAVED_THROUGH");
  }

  /** As a version would that knows more than this one. */
  private static void write(String run, String kind, String data) throws Exception {
    try (Connection owner = postgres.connect("ledger", "ledger", "ledger-secret")) {
      Sql.update(
          owner,
          "INSERT INTO drydock.events (run, at, kind, key, data, prev_hash, hash)"
              + " VALUES (?, now(), ?, 'newer', ?::jsonb, gen_random_uuid()::text, 'sha256:0')",
          run,
          kind,
          data);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs", "events", "steps", "decisions", "artifacts", "names"})
  void nothingIsChangedOrDeletedNotEvenByTheOwner(String table) throws Exception {
    String run = open("fixed");
    ledger.started(run, "k", new StepStarted(Step.PLAN, false, "Plan.compute", 1));
    ledger.decided(new LedgerActivities.Decided(decision(run, "ben"), Instant.now()));
    ledger.name(run, "manifest", ledger.keep("manifest", new byte[] {1}));
    String column = table.equals("artifacts") ? "kind" : "run";
    List<String> attempts =
        List.of(
            "UPDATE drydock." + table + " SET " + column + " = 'x'",
            "DELETE FROM drydock." + table,
            "TRUNCATE drydock." + table + " CASCADE");
    for (String attempt : attempts) {
      try (Connection owner = postgres.connect("ledger", "ledger", "ledger-secret")) {
        assertThatThrownBy(() -> Sql.run(owner, attempt)).hasMessageContaining("permission denied");
        // an owner can give itself the right again; the trigger stays
        Sql.run(owner, "GRANT ALL ON drydock." + table + " TO ledger");
        assertThatThrownBy(() -> Sql.run(owner, attempt)).hasMessageContaining("append-only");
      } finally {
        LedgerSchema.update(postgres.ledger(), TestPostgres.SECRETS);
      }
    }
    assertThat(postgres.query("ledger", "SELECT count(*) FROM drydock." + table))
        .isNotEqualTo(List.of("0"));
  }

  @Test
  void theReaderAddsRefusedDecisionsAndNothingElse() {
    String run = open("reader");
    book.refused(new Refusal(run, "ana", Source.SLACK, "approve", "you asked for it yourself"));
    assertThat(book.events(run)).extracting(Event::kind).contains(Event.Kind.DECISION_REFUSED);
    PostgresLedger asReader = new PostgresLedger(readers, new Scrub());
    StepRef ref = new StepRef(run, "keeper", Step.PLAN, false);
    assertThatThrownBy(() -> asReader.progress(ref, "x")).hasMessageContaining("permission denied");
    assertThatThrownBy(() -> asReader.open(request("reader", "z")))
        .hasMessageContaining("permission denied");
  }

  /** One such line would keep a run from ever going on, and could not be taken away again. */
  @Test
  void theReaderCannotPutALineIntoAChainItself() throws Exception {
    String run = open("frozen");
    String line =
        "INSERT INTO drydock.events (seq, run, at, kind, key, data, prev_hash, hash)"
            + " OVERRIDING SYSTEM VALUE SELECT 9000000000, run, 'infinity', 'DECISION_REFUSED',"
            + " 'x', '{}', hash, '' FROM drydock.events WHERE run = '"
            + run
            + "'";
    try (Connection reader = postgres.connect("ledger", "bot", "bot-secret")) {
      assertThatThrownBy(() -> Sql.run(reader, line)).hasMessageContaining("permission denied");
      postgres.superuser("ledger", "GRANT INSERT ON drydock.events TO bot"); // as an old worker
      assertThatThrownBy(() -> Sql.run(reader, line)).hasMessageContaining("by add_refusal");
    } finally {
      LedgerSchema.update(postgres.ledger(), TestPostgres.SECRETS);
    }
    assertThat(postgres.query("ledger", MAY_INSERT)).containsExactly("f");
    ledger.progress(new StepRef(run, "keeper", Step.PLAN, false), "it goes on");
    assertThat(book.brokenLink(run)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "null",
        "{\"source\": null}",
        "{\"source\": \"NOBODY\"}",
        "{\"source\": {\"a\": 1}}"
      })
  void whatCouldNotBeReadAgainIsNoRefusal(String refusal) throws Exception {
    String run = open("unreadable");
    try (Connection reader = postgres.connect("ledger", "bot", "bot-secret")) {
      assertThatThrownBy(() -> refuse(reader, run, refusal)).hasMessageContaining("no refused");
    }
    assertThat(book.events(run)).hasSize(1);
  }

  @Test
  void aRefusalHasItsFieldsAsTextsAndNothingElse() throws Exception {
    String run = open("fields");
    try (Connection reader = postgres.connect("ledger", "bot", "bot-secret")) {
      refuse(reader, run, "{\"source\": \"CLI\", \"why\": [1, {\"a\": 2}], \"run\": \"other\"}");
      String bulk = "x".repeat(70_000);
      assertThatThrownBy(
              () -> refuse(reader, run, "{\"source\": \"CLI\", \"why\": \"" + bulk + "\"}"))
          .hasMessageContaining("too long");
      assertThatThrownBy(() -> refuse(reader, "no-run-1", "{\"source\": \"CLI\"}"))
          .hasMessageContaining("there is no run no-run-1");
    }
    assertThat(book.events(run).get(1).as(Refusal.class))
        .isEqualTo(new Refusal(run, null, Source.CLI, null, "[1, {\"a\": 2}]"));
    for (Source source : Source.values()) {
      book.refused(new Refusal(run, "ana", source, "approve", "why"));
    }
    assertThat(book.brokenLink(run)).isEmpty();
  }

  private static void refuse(Connection reader, String run, String refusal) throws Exception {
    Sql.text(reader, "SELECT drydock.add_refusal(?, ?::jsonb)", run, refusal);
  }

  /** Whoever comes first in the path of who calls is not asked. */
  @Test
  void theFunctionIsNotLedAstray() throws Exception {
    String run = open("astray");
    try (Connection reader = postgres.connect("ledger", "bot", "bot-secret")) {
      Sql.run(reader, "CREATE TEMP TABLE events (LIKE drydock.events)");
      Sql.run(reader, "CREATE TEMP TABLE runs (run text)");
      Sql.run(reader, "SET search_path = pg_temp, drydock");
      refuse(reader, run, "{\"source\": \"CLI\"}");
    }
    assertThat(book.events(run)).hasSize(2);
    assertThat(book.brokenLink(run)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "two\nlines\r\n\tand a tab",
        "\"quotes\", 'single', \\ and \\n written",
        "Übermut, 船, \uD83D\uDEA2, e\u0301, \u2028",
        "{\"a\": {\"b\": [1.0, 1e400, -0.10, null]}}",
        "\u0001\u007f</script>%s$1"
      })
  void theLedgerAndJavaAgreeOnTheHash(String odd) throws Exception {
    String run = open("odd");
    book.refused(new Refusal(run, odd, Source.CLI, odd, odd));
    ledger.fact(run, "odd " + odd, Map.of(odd, List.of(odd, 1.50, 1e300, 0.1f, Long.MAX_VALUE)));
    ledger.progress(new StepRef(run, "keeper", Step.PLAN, false), odd);
    assertThat(book.events(run)).hasSize(4);
    assertThat(book.brokenLink(run)).isEmpty();
    assertThat(book.events(run).get(1).as(Refusal.class))
        .isEqualTo(new Refusal(run, odd, Source.CLI, odd, odd));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-01T00:00:00Z",
        "2026-12-31T23:59:59.1Z",
        "2026-06-15T12:00:00.000001Z",
        "2026-06-15T12:00:00.123Z",
        "2026-06-15T12:00:00.123400Z",
        "2026-06-15T12:00:00.000100Z",
        "2026-06-15T12:00:00.120000Z"
      })
  void theLedgerAndJavaWriteATimeAlike(String time) throws Exception {
    Instant at = Instant.parse(time);
    String data = "{\"a\": 1}";
    try (Connection owner = postgres.connect("ledger", "ledger", "ledger-secret")) {
      Sql.run(owner, "SET TimeZone = 'Asia/Kathmandu'");
      assertThat(
              Sql.text(
                  owner,
                  "SELECT drydock.event_hash('p', 'r', ?, 'k', 'y', ?::jsonb)",
                  at.atOffset(ZoneOffset.UTC),
                  data))
          .isEqualTo(Link.hash("p", "r", at.toString(), "k", "y", data));
    }
  }

  @Test
  void workersAndBotsAddAtOnceOneAfterTheOther() throws Exception {
    String run = open("crowd");
    StepRef ref = new StepRef(run, "keeper", Step.PLAN, false);
    Refusal refusal = new Refusal(run, "ana", Source.SLACK, "approve", "no");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all =
          IntStream.range(0, 60)
              .<Future<?>>mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            if (i % 2 == 0) {
                              book.refused(refusal);
                            } else {
                              ledger.progress(ref, "line " + i);
                            }
                          }))
              .toList();
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(book.events(run)).hasSize(61);
    assertThat(book.brokenLink(run)).isEmpty();
  }

  /** As README.md gives it to an administrator. */
  @Test
  void anAuditorReadsAllAndAddsNothing() throws Exception {
    String run = open("audited");
    postgres.superuser(
        "ledger",
        "CREATE ROLE auditor LOGIN PASSWORD 'auditor-secret'",
        "GRANT USAGE ON SCHEMA drydock TO auditor",
        "GRANT SELECT ON ALL TABLES IN SCHEMA drydock TO auditor");
    LedgerConfig config =
        new LedgerConfig(
            postgres.ledger().url(),
            "ledger",
            new SecretRef.Env("ledger"),
            "auditor",
            new SecretRef.Env("auditor"));
    try (LedgerPool auditors = LedgerPool.reader(config, TestPostgres.SECRETS)) {
      PostgresRunBook read = new PostgresRunBook(auditors, new Scrub());
      assertThat(read.recent(3)).isNotEmpty();
      assertThat(read.events(run)).hasSize(1);
      assertThat(read.brokenLink(run)).isEmpty();
      assertThat(read.artifact("sha256:none")).isEmpty();
      Refusal refusal = new Refusal(run, "ana", Source.CLI, "approve", "no");
      assertThatThrownBy(() -> read.refused(refusal)).hasMessageContaining("permission denied");
      CardStore.Lease lease = new CardStore.Lease("auditor", Duration.ofSeconds(1));
      assertThatThrownBy(() -> new PostgresCards(auditors).hold(run, "C1", lease))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void aChangedLineBreaksTheChain() throws Exception {
    String run = open("chain");
    ledger.decided(new LedgerActivities.Decided(decision(run, "ben"), Instant.now()));
    ledger.decided(new LedgerActivities.Decided(decision(run, "cleo"), Instant.now()));
    assertThat(book.brokenLink(run)).isEmpty();
    tamper(
        "UPDATE drydock.events SET data = jsonb_set(data, '{decision,actor}', '\"eve\"')"
            + " WHERE run = '"
            + run
            + "' AND data #>> '{decision,actor}' = 'ben'");
    assertThat(book.brokenLink(run).orElseThrow().seq()).isEqualTo(book.events(run).get(1).seq());
  }

  @Test
  void aRemovedLineBreaksTheChain() throws Exception {
    String run = open("removed");
    StepRef ref = new StepRef(run, "keeper", Step.PLAN, false);
    ledger.progress(ref, "one");
    ledger.progress(ref, "two");
    tamper("DELETE FROM drydock.events WHERE run = '" + run + "' AND data ->> 'line' = 'one'");
    assertThat(book.brokenLink(run)).isPresent();
  }

  /** By the formula that the documents give, with what an exported file has. */
  @Test
  void aChainCanBeCheckedWithoutTheLedger() throws Exception {
    String run = open("exported");
    ledger.progress(new StepRef(run, "keeper", Step.PLAN, false), "a \"line\"\nand — more");
    String before = "";
    for (Link link : book.links(run)) {
      assertThat(link.previous()).isEqualTo(before);
      String lines =
          String.join("\n", before, run, link.at(), link.kind(), link.key(), link.data());
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(lines.getBytes(UTF_8));
      before = "sha256:" + HexFormat.of().formatHex(sum);
      assertThat(link.hash()).isEqualTo(before);
    }
    assertThat(book.events(run)).extracting(Event::hash).hasSize(2).endsWith(before);
  }

  private static void tamper(String change) throws Exception {
    postgres.superuser(
        "ledger",
        "ALTER TABLE drydock.events DISABLE TRIGGER append_only",
        change,
        "ALTER TABLE drydock.events ENABLE ALWAYS TRIGGER append_only");
  }

  @Test
  void fiveMegabytesAreKeptOnceAndNamed() {
    byte[] content = new byte[5_000_000];
    new Random(7).nextBytes(content);
    Artifact artifact = ledger.keep("log", content);
    assertThat(ledger.keep("log", content)).isEqualTo(artifact);
    assertThat(artifact.sizeBytes()).isEqualTo(5_000_000);
    assertThat(ledger.fetch(artifact)).isEqualTo(content);
    assertThat(book.artifact(artifact.digest())).contains(content);
    assertThat(book.artifact("sha256:none")).isEmpty();
  }

  @Test
  void theNewestNameWins() throws Exception {
    String run = open("named");
    Artifact first = ledger.keep("manifest", new byte[] {1});
    Artifact second = ledger.keep("manifest", new byte[] {2});
    assertThat(ledger.named(run, "manifest")).isEmpty();
    ledger.name(run, "manifest", first);
    ledger.name(run, "manifest", first);
    ledger.name(run, "manifest", second);
    ledger.name(run, "manifest", first);
    assertThat(ledger.named(run, "manifest")).contains(first);
    assertThat(
            postgres.query(
                "ledger", "SELECT count(*) FROM drydock.names WHERE run = '" + run + "'"))
        .containsExactly("3");
    assertThat(book.events(run)).extracting(Event::kind).contains(Event.Kind.KEPT);
  }

  @Test
  void anEventHoldsNoBulkAndNoSecret() {
    String run = open("bounds");
    StepRef ref = new StepRef(run, "keeper", Step.PLAN, false);
    assertThatThrownBy(() -> ledger.progress(ref, "x".repeat(70_000)))
        .hasMessageContaining("an event holds 65536");
    ledger.progress(ref, "password=hunter2, nul \u0000 and \"quotes\"");
    assertThat(book.events(run).get(1).data().path("line").textValue())
        .contains("password=***")
        .contains("\"quotes\"")
        .doesNotContain("hunter2");
    assertThat(book.brokenLink(run)).isEmpty();
  }

  /** As PostgreSQL itself writes of a text that jsonb cannot hold. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\u0000 cannot be converted to text.",
        "a backslash \\\\ before \\\\u0000",
        "\u0000\u0000real \\\u0000 and \\u0000 written",
        "half of a letter \ud83d"
      })
  void anEventHoldsAnyText(String text) {
    String run = open("any-" + Integer.toHexString(text.hashCode()));
    ledger.progress(new StepRef(run, "keeper", Step.UPGRADE, false), text);
    assertThat(book.events(run).get(1).data().path("line").textValue())
        .isEqualTo(text.replace("\u0000", "").replace('\ud83d', '?'));
    assertThat(book.brokenLink(run)).isEmpty();
  }

  @Test
  void aCardIsWrittenByWhoHoldsItsLease() throws Exception {
    PostgresCards cards = new PostgresCards(readers);
    CardStore.Lease one = new CardStore.Lease("one", Duration.ofMillis(400));
    CardStore.Lease other = new CardStore.Lease("other", Duration.ofSeconds(30));
    assertThat(cards.find("card-1")).isEmpty();
    assertThat(cards.hold("card-1", "C1", one).orElseThrow().channel()).isEqualTo("C1");
    assertThat(cards.hold("card-1", "C2", other)).isEmpty();
    assertThat(cards.posting("card-1", one, true)).isTrue();
    assertThat(cards.posting("card-1", other, true)).isFalse();
    Thread.sleep(500);
    assertThat(cards.posted("card-1", one, "C1", "17.5", "look")).as("nobody took it").isTrue();
    CardStore.Card taken = cards.hold("card-1", "C2", other).orElseThrow();
    assertThat(taken).isEqualTo(new CardStore.Card("card-1", "C1", "17.5", false, 0, 0, "look"));
    assertThat(cards.renew("card-1", one)).isFalse();
    assertThat(cards.drawn("card-1", one, "old look")).isFalse();
    assertThat(cards.telling("card-1", one, 0, 3)).isFalse();
    assertThat(cards.told("card-1", one, 0, 3)).isFalse();
    assertThat(cards.posted("card-1", other, "C1", "18.5", null)).as("one message").isFalse();
    cards.release(other);
    assertThat(cards.told("card-1", other, 0, 3)).as("given back").isFalse();
    assertThat(cards.hold("card-1", "C1", one)).isPresent();
  }

  @Test
  void aThreadIsToldFromWhereItWas() {
    PostgresCards cards = new PostgresCards(readers);
    CardStore.Lease lease = new CardStore.Lease("teller", Duration.ofSeconds(30));
    cards.hold("card-2", "C1", lease);
    assertThat(cards.telling("card-2", lease, 0, 4)).isTrue();
    assertThat(cards.find("card-2").orElseThrow().isTellingUnsure()).isTrue();
    assertThat(cards.told("card-2", lease, 0, 4)).isTrue();
    assertThat(cards.find("card-2").orElseThrow().isTellingUnsure()).isFalse();
    assertThat(cards.told("card-2", lease, 0, 9)).as("told meanwhile").isFalse();
    assertThat(cards.telling("card-2", lease, 4, 9)).isTrue();
    assertThat(cards.find("card-2").orElseThrow().toldSeq()).isEqualTo(4);
  }

  @Test
  void oneOfManyGetsTheLease() throws Exception {
    PostgresCards cards = new PostgresCards(readers);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> taken =
          IntStream.range(0, 20)
              .mapToObj(i -> new CardStore.Lease("holder-" + i, Duration.ofSeconds(30)))
              .map(each -> threads.submit(() -> cards.hold("card-3", "C1", each).isPresent()))
              .toList();
      int holders = 0;
      for (Future<Boolean> each : taken) {
        holders += each.get() ? 1 : 0;
      }
      assertThat(holders).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }
}
