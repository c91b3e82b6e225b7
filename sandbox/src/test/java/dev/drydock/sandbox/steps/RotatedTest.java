package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.database.Unreachable;
import dev.drydock.activities.kubernetes.MaintenancePods;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Reference;
import dev.drydock.workflows.book.Json;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What moves between the plan, its approval, and the last moment before the take-down. */
class RotatedTest extends WithSteps {
  private static final String VALUE = "hunter2-in-the-secret";

  @BeforeEach
  void useSecretAndConfigMap() {
    secret(VALUE);
    configMap("info");
    apply("{apiVersion: v1, kind: Secret, metadata: {name: others}, stringData: {a: b}}");
    roll(
        new DeploymentBuilder(ShellApp.deployment(database()))
            .editSpec()
            .editTemplate()
            .editSpec()
            .addNewVolume()
            .withName("config")
            .withNewConfigMap()
            .withName("keeper-config")
            .endConfigMap()
            .endVolume()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("config")
            .withMountPath("/etc/keeper")
            .endVolumeMount()
            .addToEnv(
                new EnvVarBuilder()
                    .withName("PASSWORD")
                    .withNewValueFrom()
                    .withNewSecretKeyRef("password", "keeper-db", false)
                    .endValueFrom()
                    .build())
            .addNewEnvFrom()
            .withNewConfigMapRef("tuning", true)
            .endEnvFrom()
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build());
  }

  @Test
  void thePlanNamesThemAndHoldsNothingOfWhatIsInThem() {
    Plan plan = plan();
    assertThat(plan.references())
        .extracting(Reference::kind, Reference::name)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("ConfigMap", "keeper-config"),
            org.assertj.core.groups.Tuple.tuple("ConfigMap", "tuning"),
            org.assertj.core.groups.Tuple.tuple("Secret", "keeper-db"));
    assertThat(plan.references().get(1).version()).isEqualTo(Reference.ABSENT);
    assertThat(plan.references().get(2).version()).matches("\\d+");
    assertThat(Json.write(plan)).doesNotContain(VALUE);
    assertThat(plan.notes()).noneMatch(note -> note.contains("would go unnoticed"));
  }

  @Test
  void rotatedSecretVoidsTheApproval() {
    Plan plan = plan();
    secret("another");
    assertThat(voided(plan)).isEqualTo("Secret keeper-db, which its pods use, was changed");
  }

  @Test
  void changedConfigMapVoidsTheApproval() {
    Plan plan = plan();
    configMap("debug");
    assertThat(voided(plan)).isEqualTo("ConfigMap keeper-config, which its pods use, was changed");
  }

  @Test
  void optionalOneThatAppearsVoidsTheApproval() {
    Plan plan = plan();
    apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: tuning}, data: {A: b}}");
    assertThat(voided(plan)).isEqualTo("ConfigMap tuning, which its pods use, is there now");
  }

  @Test
  void secretThatIsGoneVoidsTheApproval() {
    Plan plan = plan();
    client().secrets().inNamespace("default").withName("keeper-db").delete();
    assertThat(voided(plan)).contains("Secret default/keeper-db is not there");
  }

  @Test
  void othersSecretsAndWritesOfTheSameAreNoChange() {
    Plan plan = plan();
    secret(VALUE);
    apply("{apiVersion: v1, kind: Secret, metadata: {name: others}, stringData: {a: c}}");
    pod().prepare(podIn(plan));
    pod().remove(podIn(plan));
  }

  @Test
  void withoutTheRightToLookThereIsANoteWithTheRule() {
    cluster().faults().deny("get", "secrets", "keeper-db");
    Plan plan = plan();
    assertThat(plan.notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .contains("a change of Secret keeper-db after the approval would go unnoticed")
                    .contains(
                        "- {apiGroups: [\"\"], resources: [secrets], resourceNames: [keeper-db],"
                            + " verbs: [get]}"));
    secret("another");
    pod().prepare(podIn(plan));
    pod().remove(podIn(plan));
  }

  @Test
  void unreachableDatabaseIsNoChangeAndIsAskedAgain() {
    Plan plan = plan();
    databases().awayAfter(0);
    ApplicationFailure failure = failureOf(() -> pod().prepare(podIn(plan)));
    assertThat(failure.getType()).isEqualTo(Unreachable.class.getName());
    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(failure.getOriginalMessage()).contains("cannot reach the database server");
    databases().awayAfter(Integer.MAX_VALUE);
    pod().prepare(podIn(plan));
    pod().remove(podIn(plan));
  }

  @Test
  void toolThatFindsNoDatabaseIsNoChangeEither() throws Exception {
    configure(
        ShellApp.config(
            List.of("sh", "-c", "[ ! -e $DB.away ] || exit 1; tool target"),
            Duration.ofSeconds(60)));
    Plan plan = plan();
    behave("away");
    databases().awayAfter(1);
    ApplicationFailure failure = failureOf(() -> pod().prepare(podIn(plan)));
    assertThat(failure.getType()).isEqualTo(Unreachable.class.getName());
    databases().awayAfter(Integer.MAX_VALUE);
    assertThat(voided(plan)).contains("ended with code 1");
    Files.delete(beside("away"));
  }

  /** As while a password is rotated, a server starts, or the backups' storage refuses. */
  @Test
  void whatCannotBeLookedAtIsNoChangeAndIsAskedAgain() {
    Plan plan = plan();
    databases().refuse("wrong password for user drydock at 127.0.0.1:5432");
    ApplicationFailure failure = failureOf(() -> pod().prepare(podIn(plan)));
    assertThat(failure.getType()).isEqualTo(IllegalStateException.class.getName());
    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(failure.getOriginalMessage())
        .isEqualTo(
            "whether the plan still holds cannot be told: wrong password for user drydock at"
                + " 127.0.0.1:5432");
    databases().refuse(null);
    pod().prepare(podIn(plan));
    pod().remove(podIn(plan));
  }

  @Test
  void toolThatIsInTroubleForAMomentIsAskedOnceMore() throws Exception {
    tool("if [ -e $DB.away ]; then rm $DB.away; exit 1; fi; tool target");
    Plan plan = plan();
    behave("away");
    pod().prepare(podIn(plan));
    pod().remove(podIn(plan));
  }

  @Test
  void toolThatSaysOtherwiseEachTimeIsNoChange() throws Exception {
    tool(
        "if [ -e $DB.away ]; then echo x >> $DB.away; wc -c < $DB.away >&2; exit 1; fi; tool target");
    Plan plan = plan();
    behave("away");
    ApplicationFailure failure = failureOf(() -> pod().prepare(podIn(plan)));
    assertThat(failure.getType()).isEqualTo(IllegalStateException.class.getName());
    assertThat(failure.getOriginalMessage())
        .contains("whether the plan still holds cannot be told", "; and then: ");
    Files.delete(beside("away"));
    pod().prepare(podIn(plan));
    pod().remove(podIn(plan));
  }

  private void tool(String target) {
    configure(ShellApp.config(List.of("sh", "-c", target), Duration.ofSeconds(60)));
  }

  @Test
  void unreachableDatabaseAtThePlanIsRefusedAtOnce() {
    databases().awayAfter(0);
    ApplicationFailure failure = failureOf(this::plan);
    assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
    assertThat(failure.getOriginalMessage()).contains("cannot reach the database server");
  }

  @Test
  void attemptsOfOnePlanThatOverlapDoNotTakeEachOthersPod() throws Exception {
    configure(ShellApp.config(List.of("sh", "-c", "sleep 1; tool target"), Duration.ofSeconds(60)));
    CompletableFuture<Plan> first = CompletableFuture.supplyAsync(this::plan);
    await(() -> drydockPods().size() == 1);
    Thread.sleep(500);
    CompletableFuture<Plan> second = CompletableFuture.supplyAsync(this::planMeanwhile);
    assertThat(first.get().digest()).isEqualTo(second.get().digest());
    await(() -> drydockPods().isEmpty());
  }

  @Test
  void podsOfEarlierAttemptsMakeRoomAndNobodyElses() {
    planPod("drydock-plan-keeper-41-aaaa", RUN, "1");
    planPod("drydock-plan-keeper-41-bbbb", RUN, "2");
    planPod("drydock-plan-keeper-40-cccc", "keeper-40", "1");
    new MaintenancePods(client()).sweep("default", RUN, 2);
    await(() -> drydockPods().size() == 2);
    assertThat(drydockPods())
        .extracting(pod -> pod.getMetadata().getName())
        .containsExactly("drydock-plan-keeper-40-cccc", "drydock-plan-keeper-41-bbbb");
  }

  private void planPod(String name, String run, String attempt) {
    client()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .addToLabels("app.kubernetes.io/managed-by", "drydock")
                .addToLabels("drydock.dev/purpose", "plan")
                .addToLabels("drydock.dev/run", run)
                .addToLabels("drydock.dev/attempt", attempt)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("tool")
                .withImage("registry.sandbox/keeper:1.9.0")
                .withCommand("sleep", "600")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  private String voided(Plan plan) {
    ApplicationFailure failure = failureOf(() -> pod().prepare(podIn(plan)));
    assertThat(failure.getType()).isEqualTo(Failures.PLAN_CHANGED);
    pod().remove(podIn(plan));
    return failure.getOriginalMessage();
  }

  private void secret(String value) {
    apply(
        "{apiVersion: v1, kind: Secret, metadata: {name: keeper-db}, data: {password: "
            + java.util.Base64.getEncoder()
                .encodeToString(value.getBytes(java.nio.charset.StandardCharsets.UTF_8))
            + "}}");
  }

  private void configMap(String level) {
    apply(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: keeper-config}, data: {level: "
            + level
            + "}}");
  }
}
