package dev.drydock.bot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.bot.cli.doctor.Check;
import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.bot.cli.setup.Settled;
import dev.drydock.bot.cli.setup.Wish;
import dev.drydock.bot.desk.Membership;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.ByHand;
import dev.drydock.workflows.book.Event.Kind;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.Named;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepFailed;
import dev.drydock.workflows.book.StepProgress;
import dev.drydock.workflows.book.WrittenAfter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
  private final Shell shell = new Shell();

  @Test
  void startsARunAndTellsItsId() {
    Runs.planned(shell.desk.book);

    assertThat(shell.run("migrate", "keeper", "1.9.0")).isEqualTo(Exit.DONE.code());
    assertThat(shell.desk.asked).containsExactly("start keeper 1.9.0 by ben");
    assertThat(shell.out())
        .startsWith("Asked for keeper 1.9.0: execution " + Runs.EXECUTION + ".\n")
        .contains("Run keeper-41 begins.", "drydock status keeper-41 --watch");
  }

  @Test
  void whoWatchesWaitsForAWorkerAndIsToldOnce() {
    Runs.ended(shell.desk.book, Outcome.ROLLED_BACK, "why");
    shell.desk.book.unopened = 5;
    assertThat(shell.migrate(Duration.ZERO, "migrate", "keeper", "1.9.0", "--watch"))
        .isEqualTo(Exit.NOT_DONE.code());
    assertThat(shell.err()).containsOnlyOnce("No worker has taken it up yet.");
    assertThat(shell.out()).contains("execution " + Runs.EXECUTION, "Rolled back");
  }

  @Test
  void whoWatchesForAProgramGetsOneDocumentAndTheExecutionBesideIt() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    shell.run("migrate", "keeper", "1.9.0", "--watch", "--json");
    assertThat(Json.read(shell.out()).get("report").get("outcome").asText()).isEqualTo("UPGRADED");
    assertThat(Json.read(shell.err()).get("execution").asText()).isEqualTo(Runs.EXECUTION);
  }

  @Test
  void whoDoesNotWatchIsToldWhereTheRunIsWhenNobodyTookItUp() {
    assertThat(shell.migrate(Duration.ZERO, "migrate", "keeper", "1.9.0")).isZero();
    assertThat(shell.out()).contains("execution " + Runs.EXECUTION, "No worker has taken it up");
    shell.desk.book.away = 9;
    assertThat(shell.migrate(Duration.ZERO, "migrate", "keeper", "1.9.0")).isZero();
    assertThat(shell.out()).contains("cannot be told: the ledger is away");
  }

  @Test
  void aLedgerThatIsAwayEndsNoWatch() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    shell.desk.book.away = 2;
    assertThat(shell.run("status", Runs.RUN, "--watch")).isZero();
    assertThat(shell.err()).containsOnlyOnce("the ledger is away; the run goes on, looking again");
    assertThat(shell.out()).contains("Upgraded");
  }

  @Test
  void aLineDrawnInPlaceStaysOnItsRow() {
    Runs.ended(shell.desk.book, Outcome.ROLLED_BACK, "\u001b[2Jno room, ".repeat(20));
    shell.onTerminal = true;
    shell.environment.putAll(Map.of("COLUMNS", "40", "NO_COLOR", "1"));
    shell.run("status", Runs.RUN, "--watch");
    assertThat(shell.out().lines().map(line -> line.replaceAll("\u001b\\[(2K|\\d+F|J)", "")))
        .anyMatch(line -> line.startsWith("Because:   no room, no room"))
        .allMatch(line -> line.length() <= 40 && !line.contains("\u001b"));
  }

  @Test
  void aRunOfANewerDrydockIsShownWithAWord(@TempDir Path directory) throws IOException {
    Runs.atItsGate(shell.desk.book);
    shell.desk.book.add(Kind.UNKNOWN, Map.of("by", "ana"));
    shell.desk.book.add(Kind.STEP_STARTED, Map.of("step", "SOAK"));
    assertThat(shell.run("list")).isZero();
    assertThat(shell.out()).contains("keeper-41", "cannot be read here: a newer Drydock wrote it");
    assertThat(shell.run("status", "keeper-41", "--watch")).isEqualTo(Exit.UNWELL.code());
    assertThat(shell.run("status", "keeper-41")).isEqualTo(Exit.UNWELL.code());
    assertThat(shell.out()).contains("Unread:    from event 6, STEP_STARTED on");
    assertThat(shell.run("audit", "keeper-41")).isZero();
    assertThat(shell.out())
        .contains("what only a newer Drydock knows: {\"by\":\"ana\"}")
        .contains("STEP_STARTED that a newer Drydock wrote: {\"step\":\"SOAK\"}");
    assertThat(shell.run("audit", "keeper-41", "--export", directory + "/x")).isZero();
    assertThat(Files.readString(directory.resolve("x/run.html")))
        .contains("Not all of it can be read here", "begins with event 6, STEP_STARTED")
        .contains("STEP_STARTED that a newer Drydock wrote");
    shell.run("list", "--csv");
    assertThat(shell.out()).contains(",cannot be read here: a newer Drydock wrote it,");
  }

  private static final String SLY = "DROP TABLE a; \u001b[8m--\u001b[1A\u001b[2K\u202e\u009b b\n";

  private void keepsSlySql() {
    Runs.planned(shell.desk.book);
    shell.desk.book.artifacts.put(Runs.SQL_KEPT.digest(), SLY.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sqlDoesNotDrawOnTheTerminalOfWhoReadsIt(boolean onTerminal) {
    keepsSlySql();
    shell.onTerminal = onTerminal;
    assertThat(shell.run("plan", "keeper", "1.9.0", "--sql")).isZero();
    assertThat(shell.out()).isEqualTo("DROP TABLE a; --[U+202E] b\n");
  }

  @Test
  void anArtifactIsRawForAProgramOnly() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    Artifact sly = new Artifact(Digest.of(SLY), SLY.length(), "log");
    shell.desk.book.artifacts.put(sly.digest(), SLY.getBytes(StandardCharsets.UTF_8));
    shell.desk.book.add(Kind.KEPT, new Named("upgrade-log", sly));
    assertThat(shell.run("audit", Runs.RUN, "--artifact", sly.digest())).isZero();
    assertThat(shell.out()).isEqualTo(SLY);
    shell.onTerminal = true;
    assertThat(shell.run("audit", Runs.RUN, "--artifact", sly.digest())).isZero();
    assertThat(shell.out()).isEqualTo("DROP TABLE a; --[U+202E] b\n");
  }

  @Test
  void whatAToolComplainsOfDoesNotDrawOnTheTerminal() {
    shell.onTerminal = true;
    shell.environment.put("NO_COLOR", "1");
    shell.desk.answer = new Refused("the tool says: \u001b[2J\u202eno\nand more", "");
    shell.run("plan", "keeper", "1.9.0");
    assertThat(shell.err()).isEqualTo("the tool says: [U+202E]no\nand more\n");
  }

  private void keep(String name, String kind, String run) {
    shell.backups.add(
        new KeptBackup(
            name, kind, run, "/backups/" + name, Runs.AT, Runs.AT.plusSeconds(9), 2_000_000));
  }

  @Test
  void listsWhatIsKept() {
    assertThat(shell.run("backups", "keeper")).isZero();
    assertThat(shell.out()).contains("Nothing is kept for keeper.");
    keep("keeper-39", "dump", "keeper-39");
    keep("keeper_failed_39", "failed", "keeper-39");
    assertThat(shell.run("backups", "keeper")).isZero();
    assertThat(shell.out())
        .contains("dump    keeper-39", "failed  keeper_failed_39", "2026-03-01", "/backups/")
        .contains("2 things, 4");
    assertThat(shell.run("backups", "keeper", "--json")).isZero();
    assertThat(Json.read(shell.out()).get(1).get("kind").asText()).isEqualTo("failed");
    assertThat(shell.run("backups", "keper")).isEqualTo(Exit.WRONG.code());
    assertThat(shell.err()).contains("There is no app \"keper\"", "backups keeper");
  }

  @Test
  void statusTellsHowOldTheBackupIsAndWhomTheFenceEnded() {
    Runs.approved(shell.desk.book);
    Backup backup = new Backup("pg_dump", "/backups/keeper-41", 412_000_000, "sha256:0");
    Duration took = Duration.ofSeconds(9);
    shell.desk.book.add(
        Kind.STEP_DONE, new StepDone(Step.BACKUP, false, "Backup.Take", took, Json.tree(backup)));
    shell.desk.book.add(
        Kind.STEP_PROGRESS,
        new StepProgress(
            Step.SEAL, false, "ended by the fence: pid 4: reports from local (psql), idle"));
    shell.desk.book.add(
        Kind.KEPT,
        new Named(
            WrittenAfter.NAME,
            new Artifact("sha256:0", 1, "fact"),
            Json.tree(new WrittenAfter(Runs.AT, 7, 1, List.of("public.build"), true))));
    assertThat(shell.run("status", "keeper-41")).isZero();
    assertThat(shell.out())
        .contains("Backup:    412 MB at /backups/keeper-41")
        .contains("           at least 7 rows of public.build were written after it, and are in")
        .contains("Ended:     reports from local (psql), idle");
  }

  @Test
  void dropsWhatIsKeptOnlyWhenToldTwice() {
    keep("odd name's", "failed", "keeper-39");
    assertThat(shell.run("backups", "keeper", "--drop", "odd name's")).isEqualTo(1);
    assertThat(shell.err()).contains("gone for good", "--drop 'odd name'\\''s' --yes");
    assertThat(shell.backups).hasSize(1);
    assertThat(shell.run("backups", "keeper", "--drop", "no", "--yes")).isNotZero();
    assertThat(shell.backups).hasSize(1);
    assertThat(shell.run("backups", "keeper", "--drop", "odd name's", "--yes")).isZero();
    assertThat(shell.out()).contains("odd name's is dropped.");
    assertThat(shell.backups).isEmpty();
    assertThat(shell.byHand).containsExactly("drop keeper-39 by ben");
    assertThat(shell.err())
        .contains("odd name's: this is not recorded, as this ledger has no run keeper-39");
  }

  @Test
  void whatAPersonDidToWhatARunLeftStandsInItsAudit() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    keep("keeper_drydock_41", "copy", Runs.RUN);
    assertThat(shell.run("backups", "keeper", "--drop", "keeper_drydock_41", "--yes")).isZero();
    assertThat(shell.byHand).containsExactly("drop keeper-41 by ben");
    assertThat(shell.err()).isEmpty();

    shell.desk.book.add(
        Kind.BY_HAND, new ByHand("ana", Source.CLI, "drop", "copy keeper_drydock_41 of keeper-41"));
    assertThat(shell.run("audit", Runs.RUN)).isZero();
    assertThat(shell.out())
        .contains("by hand: drop by ana from the command line: copy keeper_drydock_41 of keeper-41")
        .contains("Upgraded");
    assertThat(shell.run("list")).isZero();
    assertThat(shell.run("list", "--open")).isZero();
    assertThat(shell.out()).doesNotContain(Runs.RUN);
  }

  @Test
  void neverDropsWhatAnOpenRunMayNeed() {
    Runs.needsOperator(shell.desk.book);
    keep("keeper_drydock_41", "copy", Runs.RUN);
    assertThat(shell.run("backups", "keeper", "--drop", "keeper_drydock_41", "--yes")).isEqualTo(1);
    assertThat(shell.err()).contains("belongs to keeper-41, which is not over");
    assertThat(shell.backups).hasSize(1);
  }

  @Test
  void aDryRunOnlyPlans() {
    assertThat(shell.run("migrate", "keeper", "1.9.0", "--dry-run")).isZero();
    assertThat(shell.desk.asked).containsExactly("plan keeper 1.9.0");
    assertThat(shell.out())
        .contains(
            "keeper 1.8.0 -> 1.9.0   digest " + Digest.brief(Runs.PLAN.digest()),
            "1 change, k3 -> k4 (alembic)");
  }

  @Test
  void printsTheSqlOfAPlan() {
    Runs.planned(shell.desk.book);

    assertThat(shell.run("plan", "keeper", "1.9.0", "--sql")).isZero();
    assertThat(shell.out()).isEqualTo(Runs.SQL);
  }

  @Test
  void watchesLineByLineToTheEndWhereThereIsNoTerminal() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    shell.desk.book.hidden = 3;

    assertThat(shell.run("status", Runs.RUN, "--watch")).isEqualTo(Exit.DONE.code());
    assertThat(shell.out().lines())
        .hasSize(8)
        .anyMatch(line -> line.contains("approved by ben from the command line, code " + Runs.CODE))
        .last()
        .matches(line -> line.toString().endsWith("Upgraded, downtime 12 s"));
  }

  @Test
  void watchesInPlaceOnATerminal() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    shell.desk.book.hidden = 1;
    shell.onTerminal = true;

    assertThat(shell.run("status", Runs.RUN, "--watch")).isZero();
    assertThat(shell.out()).containsPattern("\u001b\\[\\d+F").contains("Upgraded");
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void theExitCodeTellsWhetherItWasDone(Outcome outcome) {
    Runs.ended(shell.desk.book, outcome, "why");

    assertThat(shell.run("status", Runs.RUN))
        .isEqualTo(outcome == Outcome.UPGRADED ? Exit.DONE.code() : Exit.NOT_DONE.code());
  }

  @Test
  void theExitCodeTellsThatAnOperatorIsNeeded() {
    Runs.needsOperator(shell.desk.book);

    assertThat(shell.run("status", Runs.RUN, "--watch")).isEqualTo(Exit.NEEDS_OPERATOR.code());
    assertThat(shell.run("status", Runs.RUN)).isEqualTo(Exit.NEEDS_OPERATOR.code());
    assertThat(shell.out())
        .contains("Not done:  bring up keeper 1.8.0")
        .contains(
            "Go on:     Mend the cause, then try again:\n           drydock resume keeper-41");
  }

  private static final Discard LOSS =
      new Discard(
          Digest.of("rows"),
          IntStream.rangeClosed(1, 29)
              .mapToObj(i -> new Discard.Lost("public.t" + i + ": 7 rows added", 7))
              .toList(),
          "s3://backups/keeper-41-discard");

  /** The card has no room for all of it, and sends people here. */
  @Test
  void statusTellsAllThatWouldBeLostAndWhatEachWayOnDoes() {
    Runs.wrote(shell.desk.book, LOSS);
    shell.run("status", Runs.RUN);
    assertThat(shell.out())
        .contains("Down:      since 2026-03-01 ")
        .contains("Lost then: public.t1: 7 rows added", "Lost then: public.t29: 7 rows added")
        .contains("           kept, to be read, in s3://backups/keeper-41-discard")
        .contains(
            "Go on:     Keep 1.9.0; nothing is lost; mend first why it failed:",
            "           drydock resume keeper-41 --keep-new",
            "Go on:     Go back to 1.8.0 and LOSE the rows above:",
            "           drydock resume keeper-41 --discard " + LOSS.code());
  }

  @Test
  void statusTellsWhatWasGivenUp() {
    Runs.gaveUp(shell.desk.book, LOSS);
    shell.run("status", Runs.RUN);
    assertThat(shell.out())
        .contains("Discarded: " + LOSS.code() + ", agreed by ben\n           public.t1: 7 rows")
        .contains("           kept, to be read, in s3://backups/keeper-41-discard");
  }

  @Test
  void statusClaimsNoBackupThatWasNotTaken() {
    Runs.planned(shell.desk.book);
    shell.desk.book.add(
        Kind.STEP_DONE,
        new StepDone(
            Step.BACKUP,
            false,
            "Backup.Take",
            Duration.ofMillis(3),
            Json.tree(Backup.none("old"))));
    shell.run("status", Runs.RUN);
    assertThat(shell.out()).contains("  none    backup ");
  }

  @Test
  void statusSaysStoppedOfWhatAnAbortStopped() {
    Runs.approved(shell.desk.book);
    shell.desk.book.add(
        Kind.STEP_FAILED,
        new StepFailed(Step.UPGRADE, false, "Schema.Upgrade", 1, StepFailed.CANCELED, false));
    shell.run("status", Runs.RUN);
    assertThat(shell.out()).contains("  stopped upgrade ").doesNotContain("failed ");
  }

  @Test
  void atAGateWhereTheAppIsDownItTellsWhatFollowsANo() {
    Runs.atItsGate(
        shell.desk.book,
        new GatePolicy(Step.BRING_UP, 1, List.of("ben"), List.of(), Duration.ofHours(1)));
    assertThat(shell.run("status", Runs.RUN)).isZero();
    assertThat(shell.out()).contains("keeper is down; a no, or no answer, puts everything back");
  }

  @Test
  void approvesByTheCodeThatIsGiven() {
    Runs.atItsGate(shell.desk.book);

    assertThat(shell.run("approve", Runs.RUN, "--digest", Runs.CODE)).isZero();
    assertThat(shell.desk.asked).containsExactly("approve keeper-41 " + Runs.CODE + " by ben");
  }

  @Test
  void approvesForAGroupOrSaysWhyItIsNotKnown() {
    Runs.atItsGate(
        shell.desk.book,
        new GatePolicy(Step.TAKE_DOWN, 1, List.of("cho"), List.of("S-dba"), Duration.ofHours(1)));
    shell.membership = new Membership(List.of("S-dba"), "");
    assertThat(shell.run("approve", Runs.RUN, "--digest", Runs.CODE)).isZero();
    assertThat(shell.desk.groups).containsExactly("S-dba");

    shell.membership = Membership.none("your groups cannot be found here: TOKEN is not set");
    shell.run("approve", Runs.RUN, "--digest", Runs.CODE);
    assertThat(shell.desk.groups).isEmpty();
    assertThat(shell.err()).contains("TOKEN is not set");
  }

  @Test
  void showsTheEvidenceAndAsksForTheCodeOnATerminal() {
    Runs.atItsGate(shell.desk.book);
    shell.onTerminal = true;
    shell.typed = Runs.CODE + "\n";

    assertThat(shell.run("approve", Runs.RUN)).isZero();
    assertThat(shell.out()).contains("adds a column to build (2.0 M rows)");
    assertThat(shell.desk.asked).containsExactly("approve keeper-41 " + Runs.CODE + " by ben");
  }

  @Test
  void decidesNothingWhenNothingIsTyped() {
    Runs.atItsGate(shell.desk.book);
    shell.onTerminal = true;
    shell.typed = "\n";

    assertThat(shell.run("approve", Runs.RUN)).isEqualTo(Exit.NOT_DONE.code());
    assertThat(shell.desk.asked).isEmpty();
  }

  @Test
  void wantsTheCodeWhereNobodyCanBeAsked() {
    Runs.atItsGate(shell.desk.book);

    assertThat(shell.run("approve", Runs.RUN)).isEqualTo(Exit.WRONG.code());
    assertThat(shell.err())
        .isEqualTo(
            "Without a terminal the gate's code has to be given.\n"
                + "Type: drydock approve keeper-41 --digest CODE\n");
    assertThat(shell.desk.asked).isEmpty();
  }

  @Test
  void rejectsAbortsAndResumes() {
    Runs.atItsGate(shell.desk.book);

    assertThat(shell.run("reject", Runs.RUN, "--digest", Runs.CODE, "--reason", "no")).isZero();
    assertThat(shell.run("abort", Runs.RUN, "--reason", "late")).isZero();
    assertThat(shell.run("resume", Runs.RUN)).isZero();
    assertThat(shell.desk.asked)
        .containsExactly(
            "reject keeper-41 " + Runs.CODE + " by ben",
            "abort keeper-41: late",
            "resume keeper-41");
  }

  @Test
  void anAbortNeedsAReason() {
    assertThat(shell.run("abort", Runs.RUN)).isEqualTo(Exit.WRONG.code());
    assertThat(shell.err()).contains("--reason", "Type: drydock abort --help");
  }

  @Test
  void aLoginWithoutAPersonSpeaksUnderItsOwnName() {
    shell.login = "zoe";

    shell.run("migrate", "keeper", "1.9.0", "--dry-run");
    Runs.planned(shell.desk.book);
    shell.run("migrate", "keeper", "1.9.0");
    assertThat(shell.desk.asked).contains("start keeper 1.9.0 by cli:zoe");
  }

  /** In a pod the user has no name; the ledger would say of everybody that it was nobody. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "migrate keeper 1.9.0",
        "approve keeper-41 --digest 7F3A-K2Q9",
        "reject keeper-41 --digest 7F3A-K2Q9 --reason no",
        "abort keeper-41 --reason no",
        "resume keeper-41",
        "unfence keeper --yes",
        "backups keeper --drop /b/keeper-40 --yes"
      })
  void whoIsNobodyChangesNothing(String typed) {
    Runs.atItsGate(shell.desk.book);
    keep("/b/keeper-40", "dump", "keeper-40");
    for (String nobody : List.of("?", "")) {
      shell.login = nobody;
      assertThat(shell.run(typed.split(" "))).isEqualTo(Exit.WRONG.code());
      assertThat(shell.err())
          .contains("This machine does not say who you are: set DRYDOCK_LOGIN")
          .contains("Type: env DRYDOCK_LOGIN=YOUR-LOGIN drydock " + typed.split(" ")[0]);
    }
    assertThat(shell.desk.asked).isEmpty();
    assertThat(shell.backups).hasSize(1);
  }

  @Test
  void whoIsNobodyMayLook() {
    shell.login = "?";
    assertThat(shell.run("plan", "billing", "1.9.0")).isZero();
    assertThat(shell.run("backups", "keeper")).isZero();
    assertThat(shell.run("unfence", "keeper")).isZero();
  }

  @Test
  void whereItIsSaidWhoMayAskNobodyHasNoPlanEither() {
    shell.login = "?";
    assertThat(shell.run("plan", "keeper", "1.9.0")).isEqualTo(Exit.WRONG.code());
    assertThat(shell.err()).contains("This machine does not say who you are: set DRYDOCK_LOGIN");
    assertThat(shell.desk.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "plan keeper 1.9.0, S0123ABCD",
    "migrate keeper 1.9.0, S0123ABCD",
    "abort keeper-41 --reason no, S-ops",
    "resume keeper-41, S-ops"
  })
  void whoIsInAGroupAsksAndActs(String typed, String group) {
    Runs.planned(shell.desk.book);
    shell.login = "zoe";
    shell.membership = new Membership(List.of(group), "");
    assertThat(shell.run(typed.split(" "))).isZero();
    assertThat(shell.desk.groups).containsExactly(group);

    shell.membership = Membership.none("your groups cannot be found here: TOKEN is not set");
    shell.run(typed.split(" "));
    assertThat(shell.desk.groups).isEmpty();
    assertThat(shell.err()).contains("TOKEN is not set");
  }

  @Test
  void theEnvironmentTellsWhoTypesInAPod() {
    shell.login = "?";
    shell.environment.put("DRYDOCK_LOGIN", "ana");
    Runs.planned(shell.desk.book);
    assertThat(shell.run("migrate", "keeper", "1.9.0")).isZero();
    assertThat(shell.desk.asked).containsExactly("start keeper 1.9.0 by ana");
  }

  @Test
  void theEnvironmentDoesNotTellWhereTheSystemDoes(@TempDir Path directory) throws IOException {
    Runs.planned(shell.desk.book);
    shell.environment.put("DRYDOCK_LOGIN", "ana");
    shell.run("migrate", "keeper", "1.9.0");
    allowAs(directory);
    shell.run("migrate", "keeper", "1.9.0");
    assertThat(shell.desk.asked)
        .containsExactly("start keeper 1.9.0 by ben", "start keeper 1.9.0 by ana");
  }

  private void allowAs(Path directory) throws IOException {
    Path config = directory.resolve("drydock.yaml");
    String text = Files.readString(Path.of(Shell.CONFIG));
    Files.writeString(config, text.replaceFirst("(?m)^# cli:$", "cli: {allowAs: true}"));
    shell.environment.put("DRYDOCK_CONFIG", config.toString());
  }

  @Test
  void nobodySpeaksForAnotherUnlessAllowed(@TempDir Path directory) throws IOException {
    Runs.planned(shell.desk.book);

    assertThat(shell.run("migrate", "keeper", "1.9.0", "--as", "ana")).isEqualTo(Exit.WRONG.code());
    assertThat(shell.desk.asked).isEmpty();

    allowAs(directory);
    assertThat(shell.run("--as", "ana", "migrate", "keeper", "1.9.0")).isZero();
    assertThat(shell.desk.asked).containsExactly("start keeper 1.9.0 by ana");
    assertThat(shell.run("--as", "nobody", "resume", Runs.RUN)).isEqualTo(Exit.WRONG.code());
  }

  @Test
  void tellsWhatToTypeInstead() {
    assertThat(shell.run("migrat", "keeper", "1.9.0")).isEqualTo(Exit.WRONG.code());
    assertThat(shell.err()).contains("Type: drydock migrate");

    shell.desk.answer =
        new Refused(Refused.Kind.WRONG, "There is no app \"keper\".", "keeper 1.9.0");
    assertThat(shell.run("migrate", "keper", "1.9.0")).isEqualTo(Exit.WRONG.code());
    assertThat(shell.err()).contains("There is no app", "Type: drydock migrate keeper 1.9.0");
  }

  @Test
  void everyKindOfRefusalHasItsExitCode() {
    shell.desk.answer = new Refused("busy", "list");
    assertThat(shell.run("migrate", "keeper", "1")).isEqualTo(Exit.NOT_DONE.code());
    shell.desk.answer = new Refused(Refused.Kind.UNREACHABLE, "away", "");
    assertThat(shell.run("migrate", "keeper", "1")).isEqualTo(Exit.UNREACHABLE.code());
    shell.desk.answer = new Unreachable("the ledger", null);
    assertThat(shell.run("migrate", "keeper", "1")).isEqualTo(Exit.UNREACHABLE.code());
    shell.desk.answer = new IllegalStateException("bug");
    assertThat(shell.run("migrate", "keeper", "1")).isEqualTo(Exit.FAULT.code());
    assertThat(shell.run("--config", "nowhere.yaml", "list")).isEqualTo(Exit.WRONG.code());
  }

  @Test
  void programsGetJson() {
    Runs.atItsGate(shell.desk.book);

    shell.run("--json", "status", Runs.RUN);
    assertThat(Json.read(shell.out()).at("/run").asText()).isEqualTo(Runs.RUN);
    shell.run("list", "--json");
    assertThat(Json.read(shell.out()).isArray()).isTrue();
    shell.run("status", "nothing", "--json");
    JsonNode error = Json.read(shell.err());
    assertThat(error.at("/exit").asInt()).isEqualTo(Exit.WRONG.code());
    assertThat(error.at("/instead").asText()).isEqualTo("drydock list");
  }

  @Test
  void colorsOnlyForPeopleWhoWantThem() {
    Runs.atItsGate(shell.desk.book);
    shell.onTerminal = true;

    shell.run("status", Runs.RUN);
    assertThat(shell.out()).contains("\u001b[");
    shell.run("status", Runs.RUN, "--no-color");
    assertThat(shell.out()).doesNotContain("\u001b[");
    shell.environment.put("NO_COLOR", "1");
    shell.run("status", Runs.RUN);
    assertThat(shell.out()).doesNotContain("\u001b[");
  }

  @Test
  void theAuditTellsTheWholeStory() {
    Runs.ended(shell.desk.book, Outcome.ROLLED_BACK, "verify failed");

    assertThat(shell.run("audit", Runs.RUN)).isZero();
    assertThat(shell.out())
        .contains(
            "asked by ana from Slack: keeper to 1.9.0 on keeper@db.example:5432",
            "refused: approve by ana from Slack: You asked for this run.",
            "approved by ben from the command line, code " + Runs.CODE,
            "plan done in 2 s: 1 change pending",
            "Rolled back, downtime 12 s: verify failed",
            "Artifact:  sql 33 B " + Runs.SQL_KEPT.digest(),
            "Chain:     verified, 8 events, closed with sha256:8");
  }

  @Test
  void theAuditFailsOnABrokenChain() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    shell.desk.book.broken = shell.desk.book.events.get(4);

    assertThat(shell.run("audit", Runs.RUN)).isEqualTo(Exit.UNWELL.code());
    assertThat(shell.out()).contains("Chain:     BROKEN at event 5");
    shell.run("audit", Runs.RUN, "--json");
    assertThat(Json.read(shell.out()).at("/chain/verified").asBoolean()).isFalse();
  }

  @Test
  void theAuditFailsOnAnArtifactThatIsNotWhatItWas() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    String digest = Runs.SQL_KEPT.digest();
    shell.desk.book.artifacts.put(digest, "DROP TABLE build;".getBytes(StandardCharsets.UTF_8));

    assertThat(shell.run("audit", Runs.RUN)).isEqualTo(Exit.UNWELL.code());
    assertThat(shell.out()).contains(digest + " DIFFERS", "Chain:     verified");
    shell.desk.book.artifacts.remove(digest);
    assertThat(shell.run("audit", Runs.RUN, "--json")).isEqualTo(Exit.UNWELL.code());
    assertThat(Json.read(shell.out()).at("/differing/0").asText()).isEqualTo(digest);
  }

  @Test
  void theAuditsJsonHasWhatEachHashIsMadeOf() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    assertThat(shell.run("audit", Runs.RUN, "--json")).isZero();
    JsonNode last = Json.read(shell.out()).at("/chain/links/7");
    assertThat(last.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("seq", "run", "at", "kind", "key", "data", "previous", "hash");
    assertThat(last.get("data").isTextual()).isTrue();
  }

  @Test
  void theAuditPrintsAnArtifactByTheBeginningOfItsDigest() {
    Runs.atItsGate(shell.desk.book);

    assertThat(shell.run("audit", Runs.RUN, "--artifact", Runs.SQL_KEPT.digest().substring(7, 15)))
        .isZero();
    assertThat(shell.out()).isEqualTo(Runs.SQL);
    assertThat(shell.run("audit", Runs.RUN, "--artifact", "ffff")).isEqualTo(Exit.WRONG.code());
  }

  @Test
  void theDoctorIsContentOnlyWhenAllIsWell() {
    shell.checks.add(Check.of("temporal", () -> List.of(Finding.ok("temporal", "there"))));
    shell.checks.add(Check.of("pollers", () -> List.of(Finding.note("dump", "none", ""))));
    assertThat(shell.run("doctor")).isZero();

    shell.checks.add(
        Check.of(
            "ledger",
            () -> {
              throw new IllegalStateException("refused");
            }));
    assertThat(shell.run("doctor")).isEqualTo(Exit.UNWELL.code());
    shell.checks.add(
        Check.of(
            "database",
            () -> {
              throw Failures.refused("there is no database keeper_two");
            }));
    assertThat(shell.run("doctor")).isEqualTo(Exit.UNWELL.code());
    assertThat(shell.out())
        .contains("ok     temporal: there", "wrong  ledger: refused")
        .contains("wrong  database: there is no database keeper_two\n")
        .endsWith("2 wrong, 1 note\n");
    shell.run("doctor", "--json");
    assertThat(Json.read(shell.out()).at("/well").asBoolean()).isFalse();
  }

  @Test
  void theDoctorPrintsNothingButRightsWhenAsked() {
    assertThat(shell.run("doctor", "keeper", "--rights", "--account", "ship/worker")).isZero();
    assertThat(shell.out()).isEqualTo("kind: List # keeper ship/worker\n");
    assertThat(shell.run("doctor", "--account", "ship/worker")).isEqualTo(Exit.WRONG.code());
    assertThat(shell.err()).contains("--rights");
  }

  @Test
  void setupTellsWhatItDidAndTheExitCodeWhetherAllIsSo() {
    shell.settled.add(Settled.so("namespace", "drydock"));
    shell.settled.add(Settled.would("search attributes", "make DrydockRun"));
    assertThat(shell.run("setup", "-n", "--retention", "90d")).isEqualTo(Exit.DONE.code());
    assertThat(shell.wished).isEqualTo(new Wish(true, Duration.ofDays(90)));
    assertThat(shell.out())
        .contains("is so      namespace: drydock", "would do   search attributes: make DrydockRun");

    shell.settled.add(Settled.failed("ledger", "no database", "CREATE DATABASE drydock;"));
    assertThat(shell.run("setup")).isEqualTo(Exit.NOT_DONE.code());
    assertThat(shell.wished).isEqualTo(new Wish(false, null));
    assertThat(shell.out())
        .contains("not done   ledger: no database\n           CREATE DATABASE drydock;");

    shell.settled.add(Settled.away("namespace", "nobody there"));
    assertThat(shell.run("setup", "--json")).isEqualTo(Exit.UNREACHABLE.code());
    assertThat(Json.read(shell.out()).at("/well").asBoolean()).isFalse();
  }

  @Test
  void setupWantsARetentionOfADayOrMore() {
    assertThat(shell.run("setup", "--retention", "3h")).isEqualTo(Exit.WRONG.code());
    assertThat(shell.err()).contains("--retention", "\"3h\" is no duration of a day or more");
    assertThat(shell.wished).isNull();
  }

  @Test
  void completesCommandsAndOptions() {
    assertThat(shell.run("completion")).isZero();
    assertThat(shell.out()).contains("_complete_drydock", "--dry-run", "approve", "audit");
  }

  @Test
  void helpTellsTheExitCodes() {
    assertThat(shell.run("--help")).isZero();
    for (Exit exit : Exit.values()) {
      assertThat(shell.out()).contains(exit.code() + "   ");
    }
    assertThat(shell.run("help", "approve")).isZero();
    assertThat(shell.out()).contains("--digest=CODE");
    assertThat(shell.run()).isEqualTo(Exit.WRONG.code());
  }

  @Test
  void unfenceShowsWhoHoldsItAndActsOnlyWhenTold() {
    assertThat(shell.run("unfence", "keeper")).isZero();
    assertThat(shell.out()).contains("Nobody holds keeper, its database");

    Office.Hold database = hold(Office.Hold.Of.DATABASE, "keeper@db:5432", "keeper-41", false);
    Office.Hold going = hold(Office.Hold.Of.DEPLOYMENT, "Deployment keeper/web", "other-7", true);
    shell.holds.addAll(List.of(database, going));
    assertThat(shell.run("unfence", "keeper", "--yes")).isEqualTo(Exit.NOT_DONE.code());
    assertThat(shell.out())
        .contains("keeper@db:5432 is held by run keeper-41", "Deployment keeper/web is held by run")
        .contains("Run other-7 is not over", "drydock abort other-7 --reason");
    assertThat(shell.holds).hasSize(2);

    shell.holds.remove(going);
    shell.holds.add(hold(Office.Hold.Of.DEPLOYMENT, "Deployment keeper/web", "other-6", false));
    assertThat(shell.run("unfence", "keeper")).isEqualTo(Exit.NOT_DONE.code());
    assertThat(shell.out())
        .contains("keeper@db:5432 is held by run keeper-41")
        .contains("Deployment keeper/web is held by run other-6", "drydock unfence keeper --yes");
    assertThat(shell.holds).hasSize(2);
    assertThat(shell.run("unfence", "keeper", "--yes")).isZero();
    assertThat(shell.out()).contains("takes connections again", "keeper-41", "other-6");
    assertThat(shell.holds).isEmpty();
    assertThat(shell.byHand).containsExactly("unfence keeper-41 by ben", "unfence other-6 by ben");
    assertThat(shell.err())
        .contains("Deployment keeper/web: this is not recorded, as no run of this ledger held it");

    assertThat(shell.run("unfence", "keepr")).isEqualTo(Exit.WRONG.code());
    assertThat(shell.err()).contains("There is no app \"keepr\"");
  }

  private static Office.Hold hold(Office.Hold.Of of, String which, String run, boolean isGoing) {
    return new Office.Hold(of, which, run + " since then", run, isGoing, isGoing, "run " + run);
  }

  @Test
  void unfenceLeavesAloneWhatChangedHandsSinceItWasShown() {
    Office.Hold shown = hold(Office.Hold.Of.DATABASE, "keeper@db:5432", "keeper-41", false);
    Office.Hold next = hold(Office.Hold.Of.DATABASE, "keeper@db:5432", "keeper-42", false);
    shell.holds.add(shown);
    shell.meanwhile =
        () -> {
          shell.holds.remove(shown);
          shell.holds.add(next);
        };
    assertThat(shell.run("unfence", "keeper", "--yes")).isEqualTo(Exit.NOT_DONE.code());
    assertThat(shell.err()).contains("held by another", "Type: drydock unfence keeper");
    assertThat(shell.holds).containsExactly(next);
  }
}
