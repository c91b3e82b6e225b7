package dev.drydock.activities.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Image;
import dev.drydock.workflows.book.Json;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final String OLD = "sha256:" + "a".repeat(64);
  private static final String NEW = "sha256:" + "b".repeat(64);

  static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: keeper
        namespace: apps
        uid: u-1
        resourceVersion: "17"
        generation: 3
        creationTimestamp: "2026-11-20T20:00:00Z"
        finalizers: [foregroundDeletion, example.com/mine]
        labels: {app: keeper}
        annotations:
          deployment.kubernetes.io/revision: "4"
          argocd.argoproj.io/tracking-id: keeper:apps/Deployment:apps/keeper
        managedFields:
          - {manager: helm, operation: Apply, time: "2026-11-20T20:00:00Z", fieldsV1: {"f:spec": {}}}
          - {manager: kubectl-edit, operation: Update, time: "2026-11-20T20:05:00Z", fieldsV1: {"f:spec": {}}}
          - {manager: kube-controller-manager, operation: Update, subresource: status, time: "2026-11-20T20:09:00Z"}
      spec:
        replicas: 2
        fieldFromTheFuture: {kept: true}
        selector: {matchLabels: {app: keeper}}
        template:
          metadata: {labels: {app: keeper}}
          spec:
            initContainers:
              - {name: warm, image: "registry.example/keeper:1.8.0"}
            containers:
              - {name: keeper, image: "registry.example/keeper:1.8.0"}
              - {name: proxy, image: "registry.example/proxy:2"}
      status: {observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 2}
      """;

  @Test
  void bareKeepsAllButWhatTheServerWrites() {
    Manifest bare = seen().bare();
    assertThat(bare.json().at("/metadata").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("name", "namespace", "labels", "annotations", "finalizers");
    assertThat(bare.json().at("/metadata/finalizers").toString())
        .isEqualTo("[\"example.com/mine\"]");
    assertThat(bare.json().at("/metadata/annotations").has("argocd.argoproj.io/tracking-id"))
        .isTrue();
    assertThat(bare.json().at("/spec/fieldFromTheFuture/kept").asBoolean()).isTrue();
    assertThat(bare.json().has("status")).isFalse();
  }

  @Test
  void newVersionStandsWhereverTheSameRepositoryStands() {
    Manifest changed =
        seen().withVersion("keeper", new Image("registry.example/keeper:1.9.0", NEW));
    String pinned = "registry.example/keeper:1.9.0@" + NEW;
    assertThat(changed.image("keeper")).isEqualTo(pinned);
    assertThat(changed.image("proxy")).isEqualTo("registry.example/proxy:2");
    assertThat(changed.json().at("/spec/template/spec/initContainers/0/image").asText())
        .isEqualTo(pinned);
  }

  @Test
  void oldVersionComesBackByTheDigestsItRan() {
    Snapshot snapshot = Snapshot.read(Snapshot.of(seen(), List.of(pod()), Map.of()).bytes());
    assertThat(snapshot.pinned().image("keeper")).isEqualTo("registry.example/keeper:1.8.0@" + OLD);
    assertThat(snapshot.pinned().image("proxy")).isEqualTo("registry.example/proxy:2");
    assertThat(snapshot.manifest()).isEqualTo(seen());
    assertThat(snapshot.pods()).containsExactly("p-1");
  }

  /** One of the version before may still be ending, or lie there evicted for weeks. */
  @Test
  void whatIsEndingOrHasEndedDoesNotTellWhatRan() {
    Pod ending = with(pod(), "a-1", NEW);
    ending.getMetadata().setDeletionTimestamp("2026-11-20T20:00:00Z");
    Pod evicted = with(pod(), "a-2", NEW);
    evicted.getStatus().setPhase("Failed");
    Snapshot snapshot = Snapshot.of(seen(), List.of(ending, evicted, pod()), Map.of());
    assertThat(snapshot.images()).containsExactly(Map.entry("keeper", OLD));
    assertThat(snapshot.pods()).containsExactly("a-1", "a-2", "p-1");
  }

  /** Where a tag has moved under it, what was approved is known, and of a sidecar nothing is. */
  @Test
  void wherePodsDoNotAgreeWhatWasApprovedComesBack() {
    List<Pod> pods = List.of(with(pod(), "a-1", NEW), pod());
    assertThat(Snapshot.of(seen(), pods, Map.of("keeper", OLD)).images())
        .containsExactly(Map.entry("keeper", OLD));
    assertThat(Snapshot.of(seen(), pods, Map.of()).images()).isEmpty();
  }

  @Test
  void podsOfOtherControllersAreNotItsOwn() {
    Pod own = controlled("ReplicaSet", "keeper-5d9c", "5d9c");
    Pod job = controlled("Job", "keeper-nightly-29", null);
    Pod worker = controlled("ReplicaSet", "keeper-worker-7f4b", "7f4b");
    assertThat(OwnPods.of("keeper", List.of(own, job, worker, pod()))).containsExactly(own, pod());
  }

  private static Pod controlled(String kind, String name, String hash) {
    Pod pod = pod();
    pod.getMetadata().setUid(name);
    pod.getMetadata().setLabels(hash == null ? Map.of() : Map.of("pod-template-hash", hash));
    pod.getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withKind(kind)
                    .withName(name)
                    .withController(true)
                    .build()));
    return pod;
  }

  private static Pod with(Pod pod, String uid, String digest) {
    pod.getMetadata().setUid(uid);
    pod.getStatus().getContainerStatuses().get(0).setImageID("registry.example/keeper@" + digest);
    return pod;
  }

  @Test
  void theWholeSelectorTellsItsPods() {
    Manifest odd =
        of(
            DEPLOYMENT.replace(
                "{matchLabels: {app: keeper}}",
                "{matchExpressions: [{key: app, operator: In, values: [keeper]}]}"));
    assertThat(odd.selector().getMatchExpressions()).hasSize(1);
    assertThat(seen().selector().getMatchLabels()).containsEntry("app", "keeper");
  }

  @Test
  void autoscaledReplicasDoNotChangeTheDigestButAnEditDoes() {
    Manifest scaled = of(DEPLOYMENT.replace("replicas: 2\n", "replicas: 5\n"));
    Manifest edited = of(DEPLOYMENT.replace("proxy:2", "proxy:3"));
    assertThat(scaled.digest()).isEqualTo(seen().digest());
    assertThat(edited.digest()).isNotEqualTo(seen().digest());
  }

  @Test
  void ownersAreThoseOfTheObjectItself() {
    assertThat(seen().owners()).hasSize(2);
    assertThat(seen().lastWriter()).isEqualTo("kubectl-edit");
    assertThat(seen().isOwnedBy("helm")).isTrue();
    assertThat(seen().isOwnedBy("kube-controller-manager")).isFalse();
  }

  static Manifest seen() {
    return of(DEPLOYMENT);
  }

  static Manifest of(String yaml) {
    return Manifest.of(Serialization.unmarshal(yaml, GenericKubernetesResource.class));
  }

  private static Pod pod() {
    return Serialization.unmarshal(
        Json.write(
            Json.read(
                """
                {"metadata": {"name": "keeper-1", "uid": "p-1"}, "spec": {}, "status": {
                  "containerStatuses": [
                    {"name": "keeper", "imageID": "registry.example/keeper@%s"},
                    {"name": "proxy", "imageID": "sha256:0123"}]}}
                """
                    .formatted(OLD))),
        Pod.class);
  }
}
