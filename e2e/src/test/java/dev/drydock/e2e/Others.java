package dev.drydock.e2e;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What people and controllers do to an application while Drydock is at work on it. */
final class Others {
  private static final int APPLIED_EACH_MS = 1_000;
  private static final String AUTOSCALER = "keeper-load";
  private final Keeper keeper;

  Others(Keeper keeper) {
    this.keeper = keeper;
  }

  /** One that has no load to go by: it keeps to its bounds. */
  void autoscaler(int minReplicas) {
    make(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: %s}
        spec:
          minReplicas: %d
          maxReplicas: 5
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: %s}
        """
            .formatted(AUTOSCALER, minReplicas, keeper.name()));
  }

  /** The cluster's own controller scales up to it, whoever has just made the Deployment. */
  void autoscale(int minReplicas) {
    client()
        .autoscaling()
        .v2()
        .horizontalPodAutoscalers()
        .inNamespace(keeper.name())
        .withName(AUTOSCALER)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"minReplicas\":%d}}".formatted(minReplicas));
  }

  /** A merge patch of the Deployment. */
  void edit(String manager, String patch) {
    client()
        .apps()
        .deployments()
        .inNamespace(keeper.name())
        .withName(keeper.name())
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(manager)
                .build(),
            patch);
  }

  /** Puts an object of that YAML into the namespace. */
  HasMetadata make(String yaml) {
    HasMetadata object = keeper.parsed(yaml).get(0);
    return client().resource(object).inNamespace(keeper.name()).create();
  }

  /** A Deployment that writes to the same database, into a table of its own, until it is gone. */
  void forgottenWriter() throws Exception {
    try (Connection owner = keeper.connect();
        Statement statement = owner.createStatement()) {
      statement.execute("CREATE TABLE forgotten (at timestamptz DEFAULT clock_timestamp())");
    }
    make(keeper.withImage(Keeper.resource("/e2e/forgotten.yaml")));
    keeper.await(() -> forgottenRows("true") > 0);
  }

  /** How many rows it has written for which that holds. */
  long forgottenRows(String condition) throws SQLException {
    return Long.parseLong(keeper.one("select count(*) from forgotten where " + condition));
  }

  void remove(HasMetadata object) {
    client().resource(object).inNamespace(keeper.name()).delete();
  }

  /** Until a controller has counted what is there, a quota refuses everything or nothing. */
  boolean isCounted(String quota) {
    var status =
        client().resourceQuotas().inNamespace(keeper.name()).withName(quota).get().getStatus();
    return status != null && status.getUsed() != null && status.getUsed().containsKey("pods");
  }

  void enforcePodSecurity(String level) {
    client()
        .namespaces()
        .withName(keeper.name())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"labels\":{\"pod-security.kubernetes.io/enforce\":\"%s\"}}}"
                .formatted(level));
  }

  /** Gives a Secret one more value, as something that rotates it does. */
  void rotate(String secret) {
    client()
        .secrets()
        .inNamespace(keeper.name())
        .withName(secret)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"stringData\":{\"rotated\":\"yes\"}}");
  }

  /** The rule that the Role of the repository has as a comment. */
  void letDrydockLookAtSecret(String secret) {
    make(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: drydock-look}
        rules: [{apiGroups: [""], resources: [secrets], resourceNames: [%s], verbs: [get]}]
        """
            .formatted(secret));
    make(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: drydock-look}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: drydock-look}
        subjects: [{kind: ServiceAccount, name: drydock-activity, namespace: %s}]
        """
            .formatted(Installation.NAMESPACE));
  }

  /** One pod of the application. */
  String pod() {
    return client()
        .pods()
        .inNamespace(keeper.name())
        .withLabel("app", keeper.name())
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getMetadata().getName())
        .findFirst()
        .orElseThrow();
  }

  /**
   * @param list of finalizers, in JSON
   */
  void finalizers(String pod, String list) {
    Pod there = client().pods().inNamespace(keeper.name()).withName(pod).get();
    if (there != null) {
      client()
          .resource(there)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"finalizers\":" + list + "}}");
    }
  }

  /** Who owns which fields of the Deployment, its status apart. */
  Set<String> owners() {
    return keeper.deployment().getMetadata().getManagedFields().stream()
        .filter(entry -> !"status".equals(entry.getSubresource()))
        .map(Others::owner)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String owner(ManagedFieldsEntry entry) {
    String through = entry.getSubresource() == null ? "" : "/" + entry.getSubresource();
    return entry.getManager() + through + " " + entry.getFieldsV1().getAdditionalProperties();
  }

  /** A controller that holds the application to {@code version}, until it is closed. */
  Reconciler reconcile(String version) throws IOException {
    return new Reconciler(keeper.parsed(keeper.manifest(version)));
  }

  private KubernetesClient client() {
    return keeper.client();
  }

  /** Applies the manifest each second by force, as the manager {@code gitops}. */
  final class Reconciler implements AutoCloseable {
    private final List<HasMetadata> manifest;
    private final Thread thread = new Thread(this::run, "gitops");

    private Reconciler(List<HasMetadata> manifest) {
      this.manifest = manifest;
      thread.start();
    }

    private void run() {
      try {
        while (true) {
          apply();
          Thread.sleep(APPLIED_EACH_MS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void apply() {
      try {
        for (HasMetadata object : manifest) {
          client().resource(object).fieldManager("gitops").forceConflicts().serverSideApply();
        }
      } catch (KubernetesClientException e) {
        // such a controller tries again a second later
      }
    }

    @Override
    public void close() throws InterruptedException {
      thread.interrupt();
      thread.join();
    }
  }
}
