package dev.drydock.sandbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.activities.Required;
import dev.drydock.sandbox.demo.Stage;
import dev.drydock.sandbox.slack.ChannelReader;
import dev.drydock.sandbox.slack.Message;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.book.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an auditor finds of real runs, one upgraded and one put back, and that what {@code
 * docs/audit.md} says can be done without Drydock can be. The exports stay in {@code target/audit}.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class AuditTest {
  private static final Berth KEEPER = Berth.of("keeper-audit");
  private static final Path PAGE = Path.of("..", "docs", "audit.md");
  private static final Path EXPORTS = Path.of("target", "audit").toAbsolutePath();
  private static World world;
  private static Moored keeper;
  private static String upgraded;
  private static String putBack;
  @TempDir private Path directory;

  @BeforeAll
  static void run() throws Exception {
    Settings settings =
        new Settings(Files.createTempDirectory("drydock-audit-"), null, 0, false, List.of(KEEPER));
    world = World.start(settings, line -> {});
    keeper = new Moored(world, KEEPER);
    upgraded = ran("1.9.0", Outcome.UPGRADED);
    putBack = ran("2.0.0", Outcome.ROLLED_BACK);
  }

  private static String ran(String version, Outcome outcome) throws Exception {
    Stage stage = keeper.stage;
    stage.ask("U0ANA", version);
    stage.awaitGate();
    stage.press("U0ANA", "approve");
    stage.approve("U0BEN");
    stage.expectOutcome(outcome);
    String run = stage.run();
    // read beside the run: it may be over first
    stage.awaitTrue("the proof is read", () -> said(0, "audit", run).contains("Proof:"));
    return run;
  }

  @AfterAll
  static void close() throws Exception {
    keeper.close();
    world.close();
  }

  private static String said(int exit, String... words) {
    StringWriter told = new StringWriter();
    assertThat(world.drydock(told, words)).as(told::toString).isEqualTo(exit);
    return told.toString();
  }

  @Test
  void theProofOfAnUpgradedRunCanBeRead() {
    JsonNode audit = Json.read(said(0, "audit", upgraded, "--json"));
    assertThat(audit.at("/proofs")).isNotEmpty();
    for (JsonNode proof : audit.at("/proofs")) {
      String detail = proof.at("/fingerprint/detail/digest").asText();
      assertThat(audit.at("/artifacts").findValuesAsText("digest")).contains(detail);
      assertThat(said(0, "audit", upgraded, "--artifact", detail)).contains("build");
    }
  }

  @Test
  void aRollbackIsToldWithItsProof() {
    String told = said(0, "audit", putBack);
    assertThat(told)
        .contains("undo of upgrade done in", "put back, equal to the seal (", "revision k5")
        .contains("seal starts: look whether the application stayed down")
        .contains("approved, gate code")
        .contains("Chain:     verified");
  }

  @Test
  void everyRunIsWhole() {
    assertThat(said(0, "audit", "--all")).startsWith("2 runs, ").contains("no number missing");
    assertThat(said(0, "list", "--outcome", "upgraded")).contains(upgraded).doesNotContain(putBack);
  }

  @Test
  void theHashIsTheOneThatTheThreadEndsWith() {
    for (String run : List.of(upgraded, putBack)) {
      String hash = Json.read(said(0, "audit", run, "--json")).at("/chain/closedWith").asText();
      keeper.stage.awaitTrue(
          "the thread ends with it", () -> thread(run).endsWith("_Ledger: " + hash + "_"));
      said(0, "audit", run, "--expect", hash);
      String other = run.equals(upgraded) ? putBack : upgraded;
      assertThat(said(5, "audit", other, "--expect", hash)).contains("NOT AS EXPECTED");
    }
  }

  /** What the last reply to the run's card says. */
  private static String thread(String run) {
    ChannelReader channel = world.slack().channel("C0MIGRATE");
    return channel.messages().stream()
        .filter(message -> message.allText().contains("run `" + run + "`"))
        .flatMap(card -> channel.thread(card.ts()).stream().skip(1))
        .map(Message::allText)
        .reduce("", (earlier, later) -> later)
        .strip();
  }

  @Test
  void whatIsExportedIsCheckedWithoutDrydock() throws Exception {
    for (String run : List.of(upgraded, putBack)) {
      Path export = EXPORTS.resolve(run);
      clear(export);
      said(0, "audit", run, "--export", export.toString());
      String json = export.resolve("run.json").toString();
      assertThat(Files.readString(export.resolve("run.html"))).contains("Is this record whole?");
      runs(export, "sha256sum", "-c", "SHA256SUMS");
      String closed = runs(export, "python3", script("chain"), json);
      said(0, "audit", run, "--expect", closed.replace("closed with ", "").strip());
      assertThat(runs(export, "python3", script("gate"), json))
          .contains("gate before TAKE_DOWN ", "ben approved");
    }
  }

  /** A script that finds nothing would be no check. */
  @Test
  void whatIsForgedIsFoundWithoutDrydock() throws Exception {
    ObjectNode audit = (ObjectNode) Json.read(said(0, "audit", upgraded, "--json"));
    for (JsonNode event : audit.at("/events")) {
      if (event.at("/kind").asText().equals("DECIDED")) {
        ((ObjectNode) event.at("/data/decision")).put("actor", "cho");
      }
      if (event.at("/data/step").asText().equals("PLAN") && event.at("/data").has("result")) {
        ((ObjectNode) event.at("/data/result")).put("version", "1.9.1");
      }
    }
    Path forged = directory.resolve("run.json");
    Files.writeString(forged, Json.write(audit));
    assertThat(fails("python3", script("chain"), forged.toString())).contains("BROKEN at event");
    assertThat(fails("python3", script("gate"), forged.toString())).contains("not of this plan");
  }

  /** The script that the page calls by this name. */
  private String script(String name) throws IOException {
    String page = Files.readString(PAGE);
    int called = page.indexOf("python3 " + name + ".py");
    assertThat(called).as(name).isPositive();
    String code = page.substring(page.indexOf("```python\n", called) + "```python\n".length());
    Path file = directory.resolve(name + ".py");
    Files.writeString(file, code.substring(0, code.indexOf("```\n")));
    return file.toString();
  }

  private String runs(Path in, String... command) throws Exception {
    return output(0, in, command);
  }

  private String fails(String... command) throws Exception {
    return output(1, directory, command);
  }

  private static String output(int exit, Path in, String... command) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
    } catch (IOException e) {
      Required.skipOrFail("no " + command[0] + " on the PATH");
      throw e;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exit);
    return said;
  }

  private static void clear(Path export) throws IOException {
    if (Files.exists(export)) {
      try (var all = Files.walk(export)) {
        for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
