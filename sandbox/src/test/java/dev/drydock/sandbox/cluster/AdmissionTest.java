package dev.drydock.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What keeps a pod out of a namespace, in the real cluster's words; a dry run asks the same. */
final class AdmissionTest extends WithCluster {
  private static final String SAFE =
      "securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: {drop:"
          + " [ALL]}, seccompProfile: {type: RuntimeDefault}}";

  @Test
  void quotaCountsWhatRunsAndAdryRunTakesNothing() {
    make("ResourceQuota", "spec: {hard: {pods: '1', requests.memory: 1Gi}}");
    Pod small = pod("small", "resources: {requests: {memory: 600Mi}}");
    client().resource(small).dryRun().create();
    assertThat(client().pods().list().getItems()).isEmpty();
    client().resource(small).create();
    assertThat(refusal(pod("big", "resources: {requests: {memory: 600Mi}}")))
        .isEqualTo(
            "pods \"big\" is forbidden: exceeded quota: bounds, requested:"
                + " pods=1,requests.memory=600Mi, used: pods=1,requests.memory=600Mi, limited:"
                + " pods=1,requests.memory=1Gi");
    assertThat(refusal(pod("silent", "resources: {}")))
        .isEqualTo(
            "pods \"silent\" is forbidden: failed quota: bounds: must specify requests.memory for:"
                + " keeper");
    client().pods().withName("small").withGracePeriod(0).delete();
    await(() -> client().pods().withName("small").get() == null);
    client().resource(pod("big", "resources: {requests: {memory: 600Mi}}")).create();
  }

  /** As the real one: whoever is refused does not learn whether the name is taken. */
  @Test
  void quotaRefusesBeforeTheNameIsLookedAt() {
    make("ResourceQuota", "spec: {hard: {pods: '1'}}");
    client().resource(pod("one", "resources: {}")).create();
    assertThat(refusal(pod("one", "resources: {}"))).contains("exceeded quota: bounds");
  }

  @Test
  void limitRangeFillsInAndBounds() {
    make(
        "LimitRange",
        "spec: {limits: [{type: Container, default: {memory: 256Mi}, max: {memory: 512Mi}, min:"
            + " {memory: 64Mi}}]}");
    Pod made = client().resource(pod("silent", "resources: {}")).dryRun().create();
    var resources = made.getSpec().getContainers().get(0).getResources();
    assertThat(resources.getLimits().get("memory")).hasToString("256Mi");
    assertThat(resources.getRequests().get("memory")).hasToString("256Mi");
    assertThat(refusal(pod("big", "resources: {limits: {memory: 1Gi}}")))
        .isEqualTo(
            "pods \"big\" is forbidden: maximum memory usage per Container is 512Mi, but limit is"
                + " 1Gi");
    assertThat(
            refusal(pod("small", "resources: {limits: {memory: 128Mi}, requests: {memory: 32Mi}}")))
        .isEqualTo(
            "pods \"small\" is forbidden: minimum memory usage per Container is 64Mi, but request"
                + " is 32Mi");
  }

  @Test
  void restrictedNamespaceNamesAllThatIsMissing() {
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
    assertThat(refusal(pod("plain", "resources: {}")))
        .isEqualTo(
            "pods \"plain\" is forbidden: violates PodSecurity \"restricted:latest\":"
                + " allowPrivilegeEscalation != false (container \"keeper\" must set"
                + " securityContext.allowPrivilegeEscalation=false), unrestricted capabilities"
                + " (container \"keeper\" must set securityContext.capabilities.drop=[\"ALL\"]),"
                + " runAsNonRoot != true (pod or container \"keeper\" must set"
                + " securityContext.runAsNonRoot=true), seccompProfile (pod or container \"keeper\""
                + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or"
                + " \"Localhost\")");
    client().resource(pod("safe", SAFE)).dryRun().create();
  }

  @Test
  void podThatAsksForMoreThanTheNodeHasWaitsUntilThereIsRoom() {
    client().resource(pod("first", "resources: {requests: {memory: 200Gi}}")).create();
    await(() -> client().pods().withName("first").isReady());
    client().resource(pod("second", "resources: {requests: {memory: 100Gi}}")).create();
    await(
        () ->
            client().pods().withName("second").get().getStatus().getConditions().stream()
                .anyMatch(
                    c ->
                        "Unschedulable".equals(c.getReason())
                            && c.getMessage().contains("1 Insufficient memory.")));
    client().pods().withName("first").withGracePeriod(1).delete();
    await(() -> client().pods().withName("second").isReady());
  }

  @Test
  void metadataAloneIsAnsweredWithoutTheData() throws Exception {
    make("Secret", "data: {password: aHVudGVyMg==}");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            cluster().apiServer() + "/api/v1/namespaces/default/secrets/bounds"))
                    .header(
                        "Accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    JsonNode object = Json.parse(answer.body());
    assertThat(Json.text(object, "kind")).isEqualTo("PartialObjectMetadata");
    assertThat(Json.text(object, "metadata", "resourceVersion")).isNotEmpty();
    assertThat(answer.body()).doesNotContain("aHVudGVyMg==");
  }

  private void make(String kind, String more) {
    client()
        .resource("---\napiVersion: v1\nkind: " + kind + "\nmetadata: {name: bounds}\n" + more)
        .inNamespace("default")
        .create();
  }

  private static Pod pod(String name, String more) {
    return new PodBuilder(
            Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default}
                spec:
                  terminationGracePeriodSeconds: 2
                  containers:
                    - {name: keeper, image: "registry.sandbox/keeper:1.8.0", %s}
                """
                    .formatted(name, more),
                Pod.class))
        .build();
  }

  /** The same from a dry run as from the real thing. */
  private String refusal(Pod pod) {
    String dry = refusal(() -> client().resource(pod).dryRun().create());
    assertThat(refusal(() -> client().resource(pod).create())).isEqualTo(dry);
    return dry;
  }

  private static String refusal(Runnable call) {
    KubernetesClientException refused =
        catchThrowableOfType(KubernetesClientException.class, call::run);
    assertThat(refused.getCode()).isEqualTo(403);
    return refused.getStatus().getMessage();
  }
}
