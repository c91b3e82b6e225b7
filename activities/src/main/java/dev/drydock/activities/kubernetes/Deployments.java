package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.config.DeploymentConfig;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Single calls on one Deployment, each exact about which object it means. */
final class Deployments {
  private static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("apps")
          .withVersion("v1")
          .withKind("Deployment")
          .withPlural("deployments")
          .withNamespaced(true)
          .build();

  private final KubernetesClient client;
  private final DeploymentConfig at;

  Deployments(KubernetesClient client, DeploymentConfig at) {
    this.client = client;
    this.at = at;
  }

  Optional<Manifest> find() {
    return Optional.ofNullable(resource().get()).map(Manifest::of);
  }

  /** Its pods, those that are ending included. */
  List<Pod> pods(Manifest deployment) {
    return client
        .pods()
        .inNamespace(at.namespace())
        .withLabels(deployment.selector())
        .list()
        .getItems();
  }

  /** Looks until there is an answer, sooner when something happens to pods of that selector. */
  <T> T watching(Manifest like, Await await, Supplier<String> missing, Supplier<Optional<T>> look) {
    return await.watching(client, at.namespace(), like.selector(), missing, look);
  }

  /**
   * Deletes exactly the object that was seen, its pods before it.
   *
   * @return false when it has changed since
   */
  boolean delete(Manifest seen) {
    Map<String, Object> options =
        Map.of(
            "apiVersion", "v1",
            "kind", "DeleteOptions",
            "propagationPolicy", "Foreground",
            "preconditions", Map.of("uid", seen.uid(), "resourceVersion", seen.resourceVersion()));
    try {
      client.raw(
          "/apis/apps/v1/namespaces/" + at.namespace() + "/deployments/" + at.name(),
          "DELETE",
          options);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == 409) {
        return false;
      }
      if (e.getCode() == 404) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Server-side apply as {@value Names#FIELD_MANAGER}; the object must not be there. Never by
   * force: one that somebody (or the way back) made meanwhile is theirs, and answers with a
   * conflict.
   */
  Manifest apply(Manifest wanted) {
    GenericKubernetesResource object =
        Serialization.unmarshal(wanted.text(), GenericKubernetesResource.class);
    return Manifest.of(
        client
            .genericKubernetesResources(KIND)
            .inNamespace(at.namespace())
            .resource(object)
            .patch(
                new PatchContext.Builder()
                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                    .withFieldManager(Names.FIELD_MANAGER)
                    .withForce(false)
                    .build()));
  }

  /** Gives the fields to those who owned them, or the owner's next apply would conflict. */
  void handBack(Manifest owned) {
    if (!owned.owners().isEmpty()) {
      resource()
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"managedFields\":" + owned.owners() + "}}");
    }
  }

  private Resource<GenericKubernetesResource> resource() {
    return client.genericKubernetesResources(KIND).inNamespace(at.namespace()).withName(at.name());
  }

  @Override
  public String toString() {
    return at.namespace() + "/" + at.name();
  }
}
