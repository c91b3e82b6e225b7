package dev.drydock.activities.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.drydock.workflows.book.Json;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

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
    return OwnPods.of(
        at.name(),
        client
            .pods()
            .inNamespace(at.namespace())
            .withLabelSelector(deployment.selector())
            .list()
            .getItems());
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
   * Frees the name of an object whose last process has ended. The cluster keeps it until its pods'
   * remains are swept up, which users need not wait for: they are swept up without it, too.
   */
  void completeDeletion(Manifest seen) {
    Map<String, Object> metadata = new TreeMap<>(seen.version());
    metadata.put("finalizers", seen.foreignFinalizers());
    patched(PatchType.JSON_MERGE, Json.write(Map.of("metadata", metadata)));
  }

  /**
   * Lets the cluster decide whether it would make a Deployment as this one is again once it is
   * deleted, without making it: what can be created cannot always be applied.
   *
   * @throws Trouble in its words, with what would be right
   */
  void requireCanBeMadeAgain(Manifest seen) {
    try {
      client
          .genericKubernetesResources(KIND)
          .inNamespace(at.namespace())
          .resource(Serialization.unmarshal(seen.bare().text(), GenericKubernetesResource.class))
          .patch(Names.tryOut());
    } catch (KubernetesClientException e) {
      if (ApiErrors.mayPass(e) || ApiErrors.isAboutRights(e)) {
        throw e;
      }
      if (e.getCode() == 400) {
        // an old admission webhook that knows no dry run
        LOG.info("Deployment {} cannot be tried out: {}", this, ApiErrors.said(e));
        return;
      }
      throw new Trouble(
          "Deployment "
              + this
              + " could not be made again once it is deleted: "
              + ApiErrors.said(e)
              + "; mend its manifest, or set deployment: {takeDown: scale}");
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
            .patch(Names.apply(false)));
  }

  /**
   * Scales exactly the object that was seen to 0. By a patch, which needs no right of its own.
   *
   * @return false when it has changed since
   */
  boolean scaleToNone(Manifest seen) {
    return patched(PatchType.JSON_MERGE, seen.asPatchToNone()).isPresent();
  }

  /**
   * Gives exactly the object that was seen {@code wanted}'s images and number of replicas.
   *
   * @return what it is then; empty when it has changed since
   */
  Optional<Manifest> raise(Manifest seen, Manifest wanted) {
    return patched(PatchType.STRATEGIC_MERGE, wanted.asPatchOf(seen));
  }

  /**
   * Gives the fields to those who owned them before, or the owner's next apply would conflict.
   *
   * @return false when it has changed since it was seen
   */
  boolean handBack(Manifest seen, Manifest before) {
    Map<String, Object> metadata = new TreeMap<>(seen.version());
    metadata.put("managedFields", seen.ownersAsIn(before));
    return patched(PatchType.JSON_MERGE, Json.write(Map.of("metadata", metadata))).isPresent();
  }

  private Optional<Manifest> patched(PatchType type, String patch) {
    try {
      return Optional.of(
          Manifest.of(
              resource()
                  .patch(
                      new PatchContext.Builder()
                          .withPatchType(type)
                          .withFieldManager(Names.FIELD_MANAGER)
                          .build(),
                      patch)));
    } catch (KubernetesClientException e) {
      if (e.getCode() == 409 || e.getCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Who owns the number of replicas, an autoscaler by its name; for a message. */
  String scaler(Manifest there) {
    JsonNode entry = there.replicasOwner().orElse(MissingNode.getInstance());
    String manager = entry.path("manager").asText();
    boolean isScale = entry.path("subresource").asText().equals("scale");
    if (isScale && manager.startsWith("kube-")) {
      List<String> names = Autoscalers.of(client, at).names();
      return names.isEmpty() ? "an autoscaler" : "autoscaler " + String.join(", ", names);
    }
    return manager.isEmpty() ? there.lastWriter() : manager + (isScale ? " (scale)" : "");
  }

  /** What keeps a Deployment that is being deleted, and how to look; for a message. */
  String whatKeepsIt() {
    Optional<Manifest> there = find();
    if (there.isEmpty()) {
      return "Deployment " + this + " is gone only now";
    }
    List<String> held = new ArrayList<>();
    there.get().foreignFinalizers().forEach(f -> held.add("finalizer " + f + " of its own"));
    for (Pod pod : pods(there.get())) {
      for (String finalizer : pod.getMetadata().getFinalizers()) {
        held.add("finalizer " + finalizer + " of pod " + PodEnd.place(pod));
      }
    }
    return "Deployment "
        + this
        + " is still being deleted, held by "
        + (held.isEmpty() ? "something that it owns" : String.join(", ", held))
        + "; look with: kubectl -n "
        + at.namespace()
        + " get deployment,replicaset,pod -o yaml";
  }

  private Resource<GenericKubernetesResource> resource() {
    return client.genericKubernetesResources(KIND).inNamespace(at.namespace()).withName(at.name());
  }

  @Override
  public String toString() {
    return at.namespace() + "/" + at.name();
  }
}
