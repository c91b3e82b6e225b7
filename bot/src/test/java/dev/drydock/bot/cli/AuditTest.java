package dev.drydock.bot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.book.Event.Kind;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.book.RunFold;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an auditor asks of a run, a year later. */
class AuditTest {
  private static final String HASH = Digest.of("closed");
  private final Shell shell = new Shell();
  @TempDir private Path directory;

  @Test
  void aProofsFingerprintIsCheckedAndCanBeRead() {
    Runs.approved(shell.desk.book);
    Fingerprint read = Runs.proof(shell.desk.book, "seal", 5, 23_817);
    assertThat(shell.run("audit", Runs.RUN)).isZero();
    assertThat(shell.out())
        .contains("Proof:     the sealed copy: 5 tables, 23,817 rows, " + read.digest())
        .contains("Artifact:  fingerprint 14 B " + read.detail().digest());
    assertThat(shell.run("audit", Runs.RUN, "--artifact", read.detail().digest())).isZero();
    assertThat(shell.out()).isEqualTo("{\"of\": \"seal\"}");

    shell.desk.book.artifacts.put(read.detail().digest(), "{}".getBytes(StandardCharsets.UTF_8));
    assertThat(shell.run("audit", Runs.RUN)).isEqualTo(Exit.UNWELL.code());
    assertThat(shell.out()).contains(read.detail().digest() + " DIFFERS");
    assertThat(shell.run("audit", Runs.RUN, "--artifact", read.detail().digest()))
        .isEqualTo(Exit.UNWELL.code());
    assertThat(shell.out()).as("nobody takes it for what was kept").isEmpty();
  }

  @Test
  void theTextAnswersWhatAnAuditorAsks() {
    Fingerprint sealed = new Fingerprint("sha256:15f0c2a1b3d4e5", 5, 23_817, Runs.SQL_KEPT);
    Runs.putBack(shell.desk.book, sealed, sealed);
    assertThat(shell.run("audit", Runs.RUN)).isZero();
    assertThat(shell.out())
        .contains(
            "undo of upgrade done in 8 ms: put back, equal to the seal (5 tables, 23,817 rows,"
                + " sha256:15f0c2a1b3d4…), revision k3, the failed database kept as"
                + " keeper_failed_41",
            "backup: none, because pg_dump is not installed",
            "seal done in 8 ms: copy keeper_sealed_41",
            "seal starts: look whether the application stayed down",
            "seal done in 8 ms: application still down",
            "Image:     registry.example/keeper:1.8.0@sha256:aaaaaaaaaaaaaaaa",
            "-> registry.example/keeper:1.9.0@sha256:bbbbbbbbbbbbbbbb",
            "Revision:  k3 -> k4; in the end k3",
            "Gate:      before take down, 1 approval by ben, within 24 h: approved, gate code "
                + Runs.CODE,
            "           adds a column to build (2.0 M rows)",
            "Downtime:  52 s",
            "2026-03-01 20:00:01 UTC       1  asked by ana")
        .containsPattern("none    backup +8 ms +none, because pg_dump is not installed")
        .contains(", gate code " + Runs.CODE)
        .doesNotContain(", plan " + Runs.CODE);
  }

  @Test
  void aRollbackThatIsNotProvenDoesNotLookAsIfItWere() {
    Fingerprint sealed = new Fingerprint("sha256:15f0c2a1b3d4e5", 5, 23_817, Runs.SQL_KEPT);
    Fingerprint other = new Fingerprint("sha256:25f0c2a1b3d4e5", 5, 23_816, Runs.SQL_KEPT);
    Runs.putBack(shell.desk.book, sealed, other);
    shell.run("audit", Runs.RUN);
    assertThat(shell.out()).contains("NOT equal to the seal").doesNotContain(", equal to the seal");
  }

  @Test
  void whatDrydockKeptForItselfIsToldOnlyWhenAsked() {
    Runs.approved(shell.desk.book);
    Runs.proof(shell.desk.book, "seal", 5, 10);
    shell.run("audit", Runs.RUN);
    assertThat(shell.out())
        .doesNotContain("kept as seal-fingerprint-begun")
        .contains("kept as seal-fingerprint-ab12: proof", "(1 event of Drydock's own left out");
    shell.run("audit", Runs.RUN, "--verbose");
    assertThat(shell.out()).contains("kept as seal-fingerprint-begun").doesNotContain("left out");
  }

  @Test
  void whatIsRefusedLaterDoesNotHideWithWhatItClosed() {
    closed();
    shell.desk.book.add(
        Kind.DECISION_REFUSED, new Refusal(Runs.RUN, "zoe", Source.CLI, "abort", "It is over."));
    assertThat(shell.run("audit", Runs.RUN)).isZero();
    assertThat(shell.out()).contains("closed with " + HASH + "; 1 refusal since");
  }

  @Test
  void theHashThatSlackHasIsCompared() {
    closed();
    assertThat(shell.run("audit", Runs.RUN, "--expect", HASH)).isZero();
    assertThat(shell.run("audit", Runs.RUN, "--expect", HASH.substring(7))).isZero();
    assertThat(shell.run("audit", Runs.RUN, "--expect", Digest.of("other"))).isEqualTo(5);
    assertThat(shell.err()).contains("NOT AS EXPECTED: keeper-41 closed with " + HASH);
    assertThat(shell.run("audit", Runs.RUN, "--expect", "sha256:12")).isEqualTo(2);
    shell.desk.book.events.remove(7);
    assertThat(shell.run("audit", Runs.RUN, "--expect", HASH)).isEqualTo(2);
    assertThat(shell.err()).contains("keeper-41 is not closed");
  }

  /** The fake's hashes are short; the last one is as long as those of a ledger. */
  private void closed() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    var last = shell.desk.book.events.remove(7);
    shell.desk.book.events.add(
        new dev.drydock.workflows.book.Event(
            last.seq(), last.run(), last.at(), last.kind(), last.data(), HASH));
  }

  @Test
  void everyRunIsCheckedAndNumbersThatAreMissingAreTold() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    for (int i = 0; i < 4; i++) {
      shell.desk.book.earlier.add(RunFold.fold(shell.desk.book.events));
    }
    assertThat(shell.run("audit", "--all")).isZero();
    assertThat(shell.out())
        .isEqualTo(
            "5 runs, 40 events: every chain and every artifact verified, no number missing\n");

    shell.desk.book.gone.addAll(List.of(1, 3, 4));
    shell.desk.book.broken = shell.desk.book.events.get(4);
    shell.desk.book.artifacts.clear();
    assertThat(shell.run("audit", "--all")).isEqualTo(Exit.UNWELL.code());
    assertThat(shell.out())
        .contains(
            "database keeper: run number 1 is missing\n",
            "database keeper: run numbers 3 to 4 are missing\n",
            "keeper-41: chain BROKEN at event 5\n",
            "keeper-41: sql " + Runs.SQL_KEPT.digest() + " DIFFERS\n");
    shell.run("audit", "--all", "--json");
    assertThat(Json.read(shell.out()).get("wrong")).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({
    "audit, --all",
    "audit keeper-41 --all, --all",
    "audit --all --expect 1, --all",
    "audit keeper-41 --artifact 1 --expect 1, --artifact prints one artifact",
    "audit keeper-41 --artifact 1 --export x, --artifact prints one artifact"
  })
  void whatCannotBeAskedIsSaid(String typed, String told) {
    Runs.approved(shell.desk.book);
    assertThat(shell.run(typed.split(" "))).isEqualTo(Exit.WRONG.code());
    assertThat(shell.err()).contains(told);
  }

  @Test
  void aRunIsExportedWhole() throws Exception {
    Runs.approved(shell.desk.book);
    Fingerprint read = Runs.proof(shell.desk.book, "seal", 5, 10);
    Path target = directory.resolve("new/keeper-41");
    assertThat(shell.run("audit", Runs.RUN, "--export", target.toString())).isZero();
    String hex = read.detail().digest().substring(7);
    assertThat(files(target))
        .contains(
            "run.html",
            "run.json",
            "SHA256SUMS",
            "artifacts/" + hex + ".txt",
            "artifacts/" + Runs.SQL_KEPT.digest().substring(7) + ".sql");
    assertThat(Files.readString(target.resolve("SHA256SUMS")).lines())
        .hasSize(files(target).size() - 1)
        .contains(hex + "  artifacts/" + hex + ".txt")
        .allMatch(line -> isOf(target, line));
    shell.run("audit", Runs.RUN, "--json");
    assertThat(Files.readString(target.resolve("run.json"))).isEqualTo(shell.out());
  }

  private static boolean isOf(Path target, String line) {
    try {
      byte[] content = Files.readAllBytes(target.resolve(line.substring(66)));
      return Digest.of(content).equals("sha256:" + line.substring(0, 64));
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> files(Path of) throws IOException {
    try (Stream<Path> files = Files.walk(of)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> of.relativize(file).toString())
          .toList();
    }
  }

  @Test
  void whereThereIsSomethingNothingIsExported() throws Exception {
    Runs.approved(shell.desk.book);
    Files.writeString(directory.resolve("notes.txt"), "mine");
    assertThat(shell.run("audit", Runs.RUN, "--export", directory.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("has files in it");
    assertThat(files(directory)).containsExactly("notes.txt");
  }

  @Test
  void whatIsNotWholeIsExportedAndSaidSo() throws Exception {
    Runs.approved(shell.desk.book);
    shell.desk.book.artifacts.clear();
    shell.desk.book.broken = shell.desk.book.events.get(2);
    assertThat(shell.run("audit", Runs.RUN, "--export", directory.toString()))
        .isEqualTo(Exit.UNWELL.code());
    assertThat(Files.readString(directory.resolve("run.html")))
        .contains("THIS RECORD IS NOT WHOLE", "broken at event 3", "DIFFERS")
        .doesNotContain("This record is whole:");
    JsonNode json = Json.read(Files.readString(directory.resolve("run.json")));
    assertThat(json.at("/differing/0").asText()).isEqualTo(Runs.SQL_KEPT.digest());
  }

  @Test
  void thePageTellsTheStoryAndRunsNothing() throws Exception {
    Fingerprint sealed = new Fingerprint("sha256:15f0c2a1b3d4e5", 5, 23_817, Runs.SQL_KEPT);
    Runs.putBack(shell.desk.book, sealed, sealed);
    shell.desk.book.add(
        Kind.DECISION_REFUSED,
        new Refusal(
            Runs.RUN, "<script>alert(1)</script>", Source.CLI, "abort", "\u202e'&\"<img src=x>"));
    assertThat(shell.run("audit", Runs.RUN, "--export", directory.toString())).isZero();
    String page = Files.readString(directory.resolve("run.html"));
    assertThat(page)
        .contains(
            "keeper 1.8.0 → 1.9.0",
            "keeper 1.8.0 is up again on the old schema and data. What was put back is proven to be"
                + " what was there before. Users were shut out for 52 s.",
            "ana, from Slack",
            "adds a column to build (2.0 M rows)",
            "<td>ben</td><td>yes</td><td>the command line</td>",
            "ALTER TABLE build ADD name text;",
            "put back, equal to the seal (5 tables, 23,817 rows",
            "no durable backup of this run: pg_dump is not installed",
            "2026-03-01 20:00:01 UTC",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "[U+202E]&#39;&amp;&quot;&lt;img src=x&gt;")
        .doesNotContain(
            "<script", "<img", "\u202e", "http:", "https:", "src=\"", "@import", "url(");
    shell.desk.book.events.forEach(event -> assertThat(page).contains(event.hash()));
  }
}
