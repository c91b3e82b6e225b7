package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.config.MaintenanceConfig;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What would keep the maintenance pod from coming up is told by the plan, and nothing is touched.
 */
class NotAdmittedTest extends WithSteps {
  @AfterEach
  void nothingIsLeftAndNothingWasTouched() {
    await(() -> drydockPods().isEmpty());
    assertThat(revision()).isEqualTo("k3");
    assertThat(isUp("1.8.0")).isTrue();
  }

  @Test
  void quotaWithoutRoomIsToldBeforeAnyPodIsMade() {
    configure(ShellApp.config(limits("memory", "256Mi", "cpu", "1")));
    quota("pods: 10, limits.memory: 256Mi");
    assertThat(refusal())
        .contains("namespace default does not admit the maintenance pod")
        .contains(
            "exceeded quota: compute, requested: limits.memory=512Mi, used: limits.memory=0,"
                + " limited: limits.memory=256Mi")
        .contains("maintenance.resources of keeper");
    noPodWasMade();
  }

  /** The plan's own pod would fit, as it has one container; the maintenance pod does not. */
  @Test
  void quotaThatTakesTheOneContainerOfThePlanOnly() {
    configure(ShellApp.config(limits("memory", "256Mi", "cpu", "1")));
    quota("limits.memory: 300Mi");
    assertThat(refusal()).contains("requested: limits.memory=512Mi");
    noPodWasMade();
  }

  @Test
  void quotaThatWantsResourcesSaid() {
    quota("limits.cpu: 8, limits.memory: 8Gi");
    assertThat(refusal())
        .contains(
            "failed quota: compute: must specify limits.cpu for: tool,upgrade; limits.memory for:"
                + " tool,upgrade")
        .contains("set what is named in maintenance.resources of keeper");
    noPodWasMade();
  }

  /** Where the app says nothing either: then the namespace's defaults hold for the pod too. */
  @Test
  void limitRangeFillsInWhatTheQuotaWants() {
    quota("limits.cpu: 8, limits.memory: 8Gi");
    limitRange("default: {cpu: 500m, memory: 128Mi}");
    assertThat(plan().schema().target()).isEqualTo("k5");
  }

  @Test
  void limitRangeThatIsTooSmall() {
    configure(ShellApp.config(limits("memory", "2Gi", "cpu", "1")));
    limitRange("max: {memory: 1Gi}");
    assertThat(refusal())
        .contains(
            "[maximum memory usage per Container is 1Gi, but limit is 2Gi, maximum memory usage"
                + " per Container is 1Gi, but limit is 2Gi]")
        .contains("set maintenance.resources of keeper to what that LimitRange allows");
    noPodWasMade();
  }

  @Test
  void requestAboveTheLimit() {
    configure(
        ShellApp.config(
            new MaintenanceConfig(
                List.of(),
                Map.of(
                    "limits", Map.of("memory", "64Mi"), "requests", Map.of("memory", "128Mi")))));
    assertThat(refusal())
        .contains("must be less than or equal to memory limit of 64Mi")
        .contains("more is asked for than the limit: set both in maintenance.resources of keeper");
    noPodWasMade();
  }

  @Test
  void podSecurityThatTheAppItselfWouldNotPassAnyMore() {
    client()
        .namespaces()
        .withName("default")
        .edit(
            n ->
                new io.fabric8.kubernetes.api.model.NamespaceBuilder(n)
                    .editMetadata()
                    .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                    .endMetadata()
                    .build());
    assertThat(refusal())
        .contains(
            "violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false"
                + " (containers \"upgrade\", \"tool\" must set"
                + " securityContext.allowPrivilegeEscalation=false)")
        .contains("set there what is named");
    noPodWasMade();
  }

  @Test
  void serviceAccountThatIsGone() {
    apply("{apiVersion: v1, kind: ServiceAccount, metadata: {name: keeper}}");
    Deployment deployment = ShellApp.deployment(database());
    deployment.getSpec().getTemplate().getSpec().setServiceAccountName("keeper");
    roll(deployment);
    client().serviceAccounts().inNamespace("default").withName("keeper").delete();
    assertThat(refusal())
        .contains("serviceaccount \"keeper\" not found")
        .contains("make that ServiceAccount, or mend serviceAccountName in the pod template");
    noPodWasMade();
  }

  @Test
  void secretThatIsGoneIsNamedBeforeAnyPodIsMade() {
    useSecret();
    client().secrets().inNamespace("default").withName("keeper-db").delete();
    assertThat(refusal())
        .contains("Secret default/keeper-db is not there")
        .contains("Make it, or mend the template");
    noPodWasMade();
  }

  /** Then only the pod itself can tell. */
  @Test
  void secretThatIsGoneAndMayNotBeLookedAt() {
    useSecret();
    client().secrets().inNamespace("default").withName("keeper-db").delete();
    cluster().faults().deny("get", "secrets", "keeper-db");
    assertThat(refusal())
        .contains("CreateContainerConfigError")
        .contains("secret \"keeper-db\" not found");
  }

  @Test
  void volumesSecretThatIsGoneAndMayNotBeLookedAt() {
    apply("{apiVersion: v1, kind: Secret, metadata: {name: keeper-tls}, stringData: {key: a}}");
    roll(
        new DeploymentBuilder(ShellApp.deployment(database()))
            .editSpec()
            .editTemplate()
            .editSpec()
            .addNewVolume()
            .withName("tls")
            .withNewSecret()
            .withSecretName("keeper-tls")
            .endSecret()
            .endVolume()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("tls")
            .withMountPath("/etc/tls")
            .endVolumeMount()
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build());
    client().secrets().inNamespace("default").withName("keeper-tls").delete();
    cluster().faults().deny("get", "secrets", "keeper-tls");
    assertThat(refusal())
        .contains("MountVolume.SetUp failed for volume \"tls\"")
        .contains("secret \"keeper-tls\" not found");
  }

  @Test
  void moreThanAnyNodeHas() {
    configure(ShellApp.config(limits("memory", "300Gi", "cpu", "1")));
    assertThat(refusal()).contains("finds no node").contains("1 Insufficient memory");
  }

  @Test
  void sidecarThatTheAppDoesNotHave() {
    configure(ShellApp.config(new MaintenanceConfig(List.of("db-proxy"), Map.of())));
    assertThat(refusal())
        .contains("maintenance.sidecars of keeper names db-proxy")
        .contains("the sidecars of Deployment default/keeper are []");
    noPodWasMade();
  }

  /** The image is asked for again where it counts: right before the take-down. */
  @Test
  void imageThatIsGoneWhenItIsNeeded() {
    Plan plan = plan();
    images().setUnreachable(true);
    ApplicationFailure failure = failureOf(() -> pod().prepare(podIn(plan)));
    assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED);
    assertThat(failure.getOriginalMessage())
        .contains("image registry.sandbox/keeper:1.9.0")
        .contains("the node cannot reach the registry");
    images().setUnreachable(false);
    pod().remove(podIn(plan));
  }

  /** What the first attempt made is there, and takes the room that is left. */
  @Test
  void fullQuotaDoesNotKeepASecondAttemptFromItsOwnPod() {
    configure(ShellApp.config(limits("memory", "256Mi", "cpu", "1")));
    Plan plan = plan();
    await(() -> drydockPods().isEmpty());
    quota("limits.memory: 512Mi");
    String pod = pod().prepare(podIn(plan)).pod();
    assertThat(pod().prepare(podIn(plan)).pod()).isEqualTo(pod);
    pod().remove(podIn(plan));
  }

  private void useSecret() {
    apply("{apiVersion: v1, kind: Secret, metadata: {name: keeper-db}, stringData: {password: a}}");
    roll(
        new DeploymentBuilder(ShellApp.deployment(database()))
            .editSpec()
            .editTemplate()
            .editSpec()
            .editFirstContainer()
            .addToEnv(
                new EnvVarBuilder()
                    .withName("PASSWORD")
                    .withNewValueFrom()
                    .withNewSecretKeyRef("password", "keeper-db", false)
                    .endValueFrom()
                    .build())
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build());
  }

  private static MaintenanceConfig limits(String a, String x, String b, String y) {
    return new MaintenanceConfig(List.of(), Map.of("limits", Map.of(a, x, b, y)));
  }

  private void quota(String hard) {
    apply(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: compute}, spec: {hard: {"
            + hard
            + "}}}");
  }

  private void limitRange(String limit) {
    apply(
        "{apiVersion: v1, kind: LimitRange, metadata: {name: bounds}, spec: {limits: [{type:"
            + " Container, "
            + limit
            + "}]}}");
  }

  private void noPodWasMade() {
    assertThat(client().v1().events().inNamespace("default").list().getItems())
        .noneMatch(event -> event.getInvolvedObject().getName().startsWith("drydock-"));
  }

  private String refusal() {
    ApplicationFailure failure = failureOf(this::plan);
    assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
    return failure.getOriginalMessage();
  }
}
