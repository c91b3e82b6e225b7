package dev.drydock.sandbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.sandbox.apps.KeeperImages;
import dev.drydock.sandbox.slack.Message;
import dev.drydock.sandbox.slack.Seen;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.SchemaActivities;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.RunView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What people and their surroundings get wrong: each time a clear message to the one who can mend
 * it, nothing touched, nothing lost.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BadInputTest {
  private static final String ANA = "U0ANA";
  private static final String BEN = "U0BEN";
  private static final String CHO = "U0CHO";
  private static final String LONG = "9".repeat(300);
  private static final Berth KEEPER = Berth.of("keeper");
  private static final Berth LOST = Berth.of("keeper-lost").withDatabasePort(1);
  private static final Berth UNSTAMPED = Berth.of("keeper-unstamped");
  private static final Berth CHATTY = Berth.of("keeper-chatty");

  private static World world;
  private static Moored keeper;

  @BeforeAll
  static void open() throws Exception {
    Path directory = Files.createTempDirectory("drydock-bad-input-");
    List<Berth> berths = List.of(KEEPER, LOST, UNSTAMPED, CHATTY);
    world = World.start(new Settings(directory, null, 0, false, berths), line -> {});
    KeeperImages.speedUp(directory.resolve("images"));
    keeper = new Moored(world, KEEPER);
  }

  @AfterAll
  static void close() throws Exception {
    if (keeper != null) {
      keeper.close();
    }
    if (world != null) {
      world.close();
    }
  }

  @AfterEach
  void mend() throws Exception {
    world.cluster().faults().allowAll();
    world.cluster().faults().user("drydock");
    Files.writeString(world.passwordFile(KEEPER), world.database().password());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          keepr 1.9.0                | keepr                  | Try `/migrate keeper 1.9.0`
          plan keepr 1.9.0           | There is no app `keepr`| Try `/migrate plan keeper 1.9.0`
          zzz 1.9.0                  | zzz                    | Apps: keeper
          keeper 1.9.0;reboot        | cannot be an image tag | letters, digits, dot, dash and underscore
          keeper ../1.9.0            | cannot be an image tag | letters, digits, dot, dash and underscore
          keeper 1.9.0 now please    | more than              | Try `/migrate keeper 1.9.0`
          keeper --force 1.9.0       | no option `--force`    | Try `/migrate keeper 1.9.0`
          """)
  void aCommandThatCannotBeMeant(String typed, String why, String instead) throws Exception {
    keeper.answered(typed, why, instead);
  }

  @Test
  void aVersionOf300Characters() throws Exception {
    keeper.answered("keeper " + LONG, "A version has at most 128 characters; this one has 300.");
    keeper.answered("keeper " + LONG + "1", "this one has 301.");
  }

  @Test
  void emojiAndSmartQuotesAreReadAsWhatWasMeant() throws Exception {
    keeper.answered("plan “keeper” ‘1.9.0’ 🚀 :tada:", "1.9.0", "k5");
  }

  @Test
  void aVersionThatIsNotInTheRegistry() throws Exception {
    keeper.refused("9.9.9", "image registry.sandbox/keeper:9.9.9", "not found");
  }

  @Test
  void anImageWithoutTheTool() throws Exception {
    keeper.refused(
        "1.9.0-no-tool",
        "\"liquibase status --verbose\" cannot be run in image registry.sandbox/keeper:1.9.0-no-tool",
        "set schema.command");
  }

  @Test
  void noRightsInTheNamespace() throws Exception {
    world.cluster().faults().deny("delete", "deployments");
    world.cluster().faults().deny("create", "pods/exec");
    keeper.refused(
        "1.9.0",
        "too few rights in namespace keeper; add to its Role",
        "resources: [deployments], resourceNames: [keeper], verbs: [delete]",
        "resources: [pods/exec], verbs: [create]");
  }

  /** As the activity worker would ask in its pod; what it prints can be applied as it is. */
  @Test
  void theDoctorPrintsTheRoleThatIsMissing() throws Exception {
    world.cluster().faults().user("system:serviceaccount:ship:worker");
    world.cluster().faults().deny("delete", "deployments");
    world.cluster().faults().deny("create", "pods/exec");
    String said = drydock(5, "doctor", "keeper", "--roles", "activity");
    assertThat(said)
        .contains(
            "wrong  kubernetes of keeper: may not delete deployments keeper; create pods/exec")
        .doesNotContain("slack");
    String printed = drydock(0, "doctor", "keeper", "--rights");
    assertThat(said.replace("         ", "")).contains(printed.strip());
    List<HasMetadata> items = Serialization.unmarshal(printed, KubernetesList.class).getItems();
    assertThat(items).extracting(HasMetadata::getKind).containsExactly("Role", "RoleBinding");
    var subject = ((RoleBinding) items.get(1)).getSubjects().get(0);
    assertThat(subject.getKind() + " " + subject.getNamespace() + "/" + subject.getName())
        .isEqualTo("ServiceAccount ship/worker");
    assertThat(drydock(2, "doctor", "--rights", "--account", "worker")).contains("NAMESPACE/NAME");

    world.cluster().faults().allowAll();
    assertThat(drydock(0, "doctor", "keeper", "--roles", "activity"))
        .contains("ok     kubernetes of keeper: all rights in namespace keeper");
  }

  private static String drydock(int exit, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.drydock.bot.Main",
                "--config",
                world.config().toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exit);
    return said;
  }

  /** Its users are not held up: the quota lets the app's own pods be, and the plan makes none. */
  @Test
  void aNamespaceWithoutRoomForTheMaintenancePod() throws Exception {
    var quota =
        world
            .kubernetes()
            .resource(
                """
                ---
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: compute, namespace: keeper}
                spec: {hard: {limits.memory: 1Gi}}
                """);
    quota.create();
    try {
      keeper.refused(
          "1.9.0",
          "namespace keeper does not admit the maintenance pod",
          "failed quota: compute: must specify limits.memory for: tool,upgrade",
          "set what is named in maintenance.resources of keeper");
    } finally {
      quota.delete();
    }
  }

  @Test
  void aSecretThatIsRotatedWhileApproversThink() throws Exception {
    Moored.Standing before = keeper.standing();
    keeper.stage.ask(ANA, "1.9.0");
    keeper.stage.awaitGate();
    world
        .kubernetes()
        .secrets()
        .inNamespace("keeper")
        .withName("keeper-db")
        .edit(
            secret ->
                new io.fabric8.kubernetes.api.model.SecretBuilder(secret)
                    .addToStringData("rotated", "tr0ub4dor")
                    .build());
    keeper.stage.approve(BEN);
    keeper.stage.expectOutcome(Outcome.VOID);
    keeper.stage.expectCause("Secret keeper-db, which its pods use, was changed");
    keeper.stage.expectFinalCard(Outcome.VOID);
    assertThat(card()).doesNotContain("tr0ub4dor");
    keeper.untouched(before);
  }

  @Test
  void aWrongPassword() throws Exception {
    Files.writeString(world.passwordFile(KEEPER), "last-years-password");
    keeper.refused("1.9.0", "wrong password for user keeper at 127.0.0.1:");
    assertThat(card()).doesNotContain("last-years-password");
  }

  @Test
  void aDatabaseThatCannotBeReached() throws Exception {
    try (Moored lost = new Moored(world, LOST)) {
      lost.refused("1.9.0", "cannot reach the database server 127.0.0.1:1");
    }
  }

  /** The app itself says that it is not ready; that is not what has to be mended. */
  @Test
  void anEmptyVersionTable() throws Exception {
    try (Moored unstamped = new Moored(world, UNSTAMPED)) {
      world.database().execute("keeper_unstamped", "delete from databasechangelog");
      unstamped.stage.awaitTrue("it is not ready", () -> !unstamped.app.serving().equals("1.8.0"));
      String uid = unstamped.uid();
      String builds =
          unstamped.app.one("select count(*) from build where client_key like 'seed-%'");
      unstamped.stage.ask(ANA, "1.9.0");
      unstamped.stage.expectOutcome(Outcome.REFUSED);
      unstamped.stage.expectCause("no revision is recorded in keeper_unstamped@127.0.0.1:");
      unstamped.stage.expectCause("\"liquibase changelog-sync\"");
      unstamped.stage.expectFinalCard(Outcome.REFUSED);
      assertThat(unstamped.uid()).isEqualTo(uid);
      assertThat(unstamped.app.one("select count(*) from build where client_key like 'seed-%'"))
          .isEqualTo(builds);
      assertThat(unstamped.app.revision()).isEmpty();
    }
  }

  @Test
  void twoAskAtOnceAndOnePressesTheOldCard() throws Exception {
    Moored.Standing before = keeper.standing();
    int runs = runs().size();
    both(
        () -> keeper.stage.type(ANA, "keeper 1.9.0"), () -> keeper.stage.type(BEN, "keeper 1.9.0"));
    keeper.stage.awaitTrue(
        "both are answered, differently",
        () ->
            told(ANA, "Asked: *keeper* to *1.9.0*") != told(BEN, "Asked: *keeper* to *1.9.0*")
                && told(ANA, "Database keeper is held by")
                    != told(BEN, "Database keeper is held by"));
    keeper.stage.awaitTrue("one run", () -> runs().size() == runs + 1);
    keeper.stage.follow(runs().get(0).run());
    Message old = keeper.stage.awaitGate();
    keeper.stage.type(CHO, "abort " + keeper.stage.run() + " asked twice");
    keeper.stage.expectOutcome(Outcome.ABORTED);
    keeper.stage.expectFinalCard(Outcome.ABORTED);
    assertThat(runs()).hasSize(runs + 1);

    world.slack().as(CHO).in("C0MIGRATE").press(old, "approve");
    keeper.stage.expectToldAlone(CHO, "Run " + keeper.stage.run() + " is over");
    keeper.untouched(before);
  }

  /** The whole log is kept, where it is no burden to anybody. */
  @Test
  void twoApproveAtOnceAndTheToolWritesFiveMegabytes() throws Exception {
    Played played =
        Played.play(
            world,
            CHATTY,
            stage -> {
              stage.ask(ANA, "1.9.0-chatty");
              Message card = stage.awaitGate();
              both(
                  () -> world.slack().as(BEN).in("C0MIGRATE").press(card, "approve"),
                  () -> world.slack().as(CHO).in("C0MIGRATE").press(card, "approve"));
              stage.awaitTrue(
                  "one approves and the other is told that it is done",
                  () ->
                      told(BEN, "Approved. Now ") && tooLate(CHO)
                          || told(CHO, "Approved. Now ") && tooLate(BEN));
              stage.expectOutcome(Outcome.UPGRADED);
              stage.expectUp("1.9.0-chatty", "k5");
              stage.expectNothingLost();
              stage.expectFinalCard(Outcome.UPGRADED);
            });
    assertThat(played.view().report().approvedBy()).hasSize(1);
    assertThat(log(played.view())).isGreaterThan(5_000_000);
    assertThat(played.historyBytes()).isLessThan(100_000);
    assertThat(played.events()).isLessThan(150);
  }

  private static int log(RunView view) {
    var result =
        view.steps().stream()
            .filter(step -> step.step() == Step.UPGRADE && !step.undo())
            .findFirst()
            .orElseThrow()
            .result();
    String digest = Json.convert(result, SchemaActivities.Upgraded.class).log().digest();
    return world.wiring().book().artifact(digest).orElseThrow().length;
  }

  private static boolean told(String user, String words) {
    return world.slack().ephemerals(user).stream().anyMatch(m -> m.allText().contains(words));
  }

  /** By the workflow, or already by the ledger: whichever is asked first. */
  private static boolean tooLate(String user) {
    return told(user, "is closed (approved") || told(user, "is not waiting at a gate any more");
  }

  private static List<RunView> runs() {
    return world.wiring().book().recent(200).stream()
        .filter(view -> view.app().equals("keeper"))
        .toList();
  }

  private static String card() {
    return keeper.card().allText();
  }

  private static void both(Supplier<Seen> one, Supplier<Seen> other) {
    var first = CompletableFuture.supplyAsync(one);
    var second = CompletableFuture.supplyAsync(other);
    assertThat(first.join().error()).isEmpty();
    assertThat(second.join().error()).isEmpty();
  }
}
