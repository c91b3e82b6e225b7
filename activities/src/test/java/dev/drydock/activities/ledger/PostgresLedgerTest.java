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
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.StepStarted;
import dev.drydock.workflows.config.Scrub;
import java.security.MessageDigest;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
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
    assertThatThrownBy(() -> asReader.progress(ref, "x")).hasMessageContaining("refused decisions");
    assertThatThrownBy(() -> asReader.open(request("reader", "z")))
        .hasMessageContaining("permission denied");
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
