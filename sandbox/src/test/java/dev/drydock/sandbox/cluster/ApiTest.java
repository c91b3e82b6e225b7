package dev.drydock.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The API server's own rules. */
final class ApiTest extends WithCluster {
  private static final String IMAGE = "registry.sandbox/keeper:1.8.0";

  private static ConfigMap map(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .addToData("key", value)
        .build();
  }

  private PatchContext applyAs(String manager, boolean force) {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(manager)
        .withForce(force)
        .build();
  }

  private Deployment applyAs(String manager, boolean force, int replicas) {
    Deployment d = deployment("keeper", replicas, IMAGE);
    return client().resource(d).inNamespace("default").patch(applyAs(manager, force));
  }

  @Test
  void applyCreatesConflictsAndTakesByForce() {
    assertThat(applyAs("owner", false, 0).getSpec().getReplicas()).isZero();
    assertThatThrownBy(() -> applyAs("other", false, 1))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409))
        .hasMessageContaining("conflict with \"owner\"")
        .hasMessageContaining(".spec.replicas");
    Deployment taken = applyAs("other", true, 1);
    assertThat(taken.getSpec().getReplicas()).isEqualTo(1);
    assertThat(taken.getMetadata().getManagedFields())
        .extracting(ManagedFieldsEntry::getManager)
        .contains("owner", "other");
    assertThatThrownBy(() -> applyAs("owner", false, 0)).hasMessageContaining("\"other\"");
  }

  @Test
  void whatIsNoLongerAppliedIsRemoved() {
    apply(new ConfigMapBuilder(map("m", "1")).addToData("more", "x").build());
    ConfigMap less = apply(map("m", "1"));
    assertThat(less.getData()).containsOnlyKeys("key");
  }

  @Test
  void savedOwnersCanBePutBack() {
    applyAs("owner", false, 0);
    var saved = deploymentNow().getMetadata().getManagedFields().get(0);
    client().apps().deployments().withName("keeper").delete();
    applyAs("drydock", false, 0);
    String patch =
        "{\"metadata\":{\"managedFields\":["
            + client().getKubernetesSerialization().asJson(saved)
            + "]}}";
    client()
        .apps()
        .deployments()
        .withName("keeper")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    assertThat(deploymentNow().getMetadata().getManagedFields())
        .extracting(ManagedFieldsEntry::getManager)
        .contains("owner")
        .doesNotContain("drydock");
    assertThat(applyAs("owner", false, 0)).isNotNull();
  }

  private Deployment deploymentNow() {
    return client().apps().deployments().withName("keeper").get();
  }

  @Test
  void strategicMergePatchFindsContainersByName() {
    applyAs("owner", false, 0);
    String patch =
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"web\",\"image\":\"x/y:2\"}]}}}}";
    client()
        .apps()
        .deployments()
        .withName("keeper")
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch);
    var container = deploymentNow().getSpec().getTemplate().getSpec().getContainers().get(0);
    assertThat(container.getImage()).isEqualTo("x/y:2");
    assertThat(container.getPorts()).hasSize(1);
    assertThat(deploymentNow().getMetadata().getGeneration()).isEqualTo(2);
  }

  @Test
  void dryRunKeepsNothing() {
    client().configMaps().resource(map("m", "1")).dryRun().create();
    assertThat(client().configMaps().withName("m").get()).isNull();
    client().configMaps().resource(map("m", "1")).create();
    client().configMaps().withName("m").dryRun().delete();
    assertThat(client().configMaps().withName("m").get()).isNotNull();
  }

  @Test
  void badObjectsAreRefusedInTheServersWords() {
    assertThatThrownBy(() -> client().configMaps().resource(map("Bad_Name!!", "1")).create())
        .hasMessageContaining("a lowercase RFC 1123 subdomain must consist of");
    assertThatThrownBy(() -> applyAs("x", false, -3)).hasMessageContaining("spec.replicas");
    assertThatThrownBy(
            () -> client().configMaps().inNamespace("nowhere").resource(map("m", "1")).create())
        .hasMessageContaining("namespaces \"nowhere\" not found");
    client().configMaps().resource(map("m", "1")).create();
    assertThatThrownBy(() -> client().configMaps().resource(map("m", "1")).create())
        .hasMessageContaining("configmaps \"m\" already exists");
  }

  @Test
  void aStaleUpdateIsAConflict() {
    ConfigMap first = client().configMaps().resource(map("m", "1")).create();
    ConfigMap next = new ConfigMapBuilder(first).addToData("key", "2").build();
    client().resource(next).update();
    ConfigMap stale = new ConfigMapBuilder(first).addToData("key", "3").build();
    assertThatThrownBy(() -> client().resource(stale).update())
        .hasMessageContaining("the object has been modified");
  }

  @Test
  void aPlainUpdateDoesNotWriteTheStatus() {
    applyAs("owner", false, 1);
    await(() -> rolledOut("keeper"));
    client()
        .apps()
        .deployments()
        .withName("keeper")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"readyReplicas\":77}}");
    assertThat(deploymentNow().getStatus().getReadyReplicas()).isEqualTo(1);
  }

  @Test
  void selectorsChoose() {
    for (String n : List.of("a", "b", "c")) {
      client()
          .configMaps()
          .resource(
              new ConfigMapBuilder(map(n, n))
                  .editMetadata()
                  .addToLabels("l", n)
                  .endMetadata()
                  .build())
          .create();
    }
    var maps = client().configMaps().inNamespace("default");
    assertThat(maps.withLabelIn("l", "a", "b").list().getItems()).hasSize(2);
    assertThat(maps.withLabelNotIn("l", "a", "b").withLabel("l").list().getItems()).hasSize(1);
    assertThat(maps.withField("metadata.name", "c").list().getItems()).hasSize(1);
  }

  @Test
  void watchesSeeChangesAndEndWhenTheServerWasAway() {
    List<String> seen = new CopyOnWriteArrayList<>();
    CompletableFuture<WatcherException> closed = new CompletableFuture<>();
    Watcher<ConfigMap> watcher =
        new Watcher<>() {
          @Override
          public void eventReceived(Action action, ConfigMap object) {
            seen.add(action + " " + object.getMetadata().getName());
          }

          @Override
          public void onClose(WatcherException cause) {
            closed.complete(cause);
          }
        };
    try (var watch = client().configMaps().inNamespace("default").watch(watcher)) {
      client().configMaps().resource(map("m", "1")).create();
      client().configMaps().withName("m").delete();
      await(() -> seen.equals(List.of("ADDED m", "DELETED m")));
      cluster().faults().apiServerDown(Duration.ofMillis(300));
      await(closed::isDone);
      assertThat(closed.join().isHttpGone()).isTrue();
      assertThat(watch).isNotNull();
    }
    assertThat(client().configMaps().inNamespace("default").list()).isNotNull();
  }

  @Test
  void deniedVerbsAreRefusedAndSaidToBe() {
    cluster().faults().deny("delete", "configmaps");
    client().configMaps().resource(map("m", "1")).create();
    assertThatThrownBy(() -> client().configMaps().withName("m").delete())
        .hasMessageContaining("User \"drydock\" cannot delete resource \"configmaps\"");
    var review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace("default")
            .withVerb("delete")
            .withResource("configmaps")
            .endResourceAttributes()
            .endSpec()
            .build();
    var answer = client().authorization().v1().selfSubjectAccessReview().create(review);
    assertThat(answer.getStatus().getAllowed()).isFalse();
  }

  @Test
  void aNamespaceTakesWhatIsInItAlong() {
    client()
        .namespaces()
        .resource(
            new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .endMetadata()
                .build())
        .create();
    client().configMaps().inNamespace("shop").resource(map("m", "1")).create();
    client().namespaces().withName("shop").delete();
    await(() -> client().namespaces().withName("shop").get() == null);
    assertThat(client().configMaps().inNamespace("shop").list().getItems()).isEmpty();
  }

  @Test
  void anObjectWhoseOwnerIsGoneIsCollected() {
    ConfigMap orphan =
        new ConfigMapBuilder(map("m", "1"))
            .editMetadata()
            .addNewOwnerReference()
            .withApiVersion("v1")
            .withKind("ConfigMap")
            .withName("gone")
            .withUid("0-0-0")
            .endOwnerReference()
            .endMetadata()
            .build();
    client().configMaps().resource(orphan).create();
    await(() -> client().configMaps().withName("m").get() == null);
  }

  @Test
  void aMissingServiceAccountIsAReplicaFailure() {
    Deployment d = deployment("keeper", 1, IMAGE);
    d.getSpec().getTemplate().getSpec().setServiceAccountName("nobody");
    apply(d);
    await(
        () ->
            deploymentNow().getStatus().getConditions().stream()
                .anyMatch(
                    c ->
                        c.getType().equals("ReplicaFailure")
                            && c.getMessage().contains("serviceaccount \"nobody\" not found")));
  }

  @Test
  void aSnapshotMakesTheSameDeploymentAgain() {
    applyAs("owner", false, 1);
    await(() -> rolledOut("keeper"));
    Deployment snapshot = deploymentNow();
    var keeper = client().apps().deployments().withName("keeper");
    keeper
        .withPropagationPolicy(io.fabric8.kubernetes.api.model.DeletionPropagation.FOREGROUND)
        .delete();
    assertThat(applyAs("owner", false, 1).getMetadata().getDeletionTimestamp()).isNotNull();
    await(() -> keeper.get() == null);
    snapshot.getMetadata().setManagedFields(null);
    snapshot.getMetadata().setUid(null);
    Deployment again =
        client().resource(snapshot).inNamespace("default").patch(applyAs("drydock", false));
    assertThat(again.getSpec()).isEqualTo(snapshot.getSpec());
    await(() -> rolledOut("keeper"));
  }
}
