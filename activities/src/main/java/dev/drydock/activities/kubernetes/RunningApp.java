package dev.drydock.activities.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.Image;
import dev.drydock.workflows.TakeDownWay;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.AppConfig;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;

/**
 * An app's Deployment as the plan sees it.
 *
 * @param digest of its spec without the number of replicas
 * @param image that its pods really run
 * @param template of its pods
 * @param notes for the approver
 */
public record RunningApp(
    String digest, int replicas, Image image, PodTemplateSpec template, List<String> notes) {

  /**
   * @param mustBeUp false where a pod may be missing for a moment
   * @throws Trouble when it is not in a state from which it could be taken down and brought back
   */
  public static RunningApp look(KubernetesClient client, AppConfig app, boolean mustBeUp) {
    Deployments deployments = new Deployments(client, app.deployment());
    Manifest seen =
        deployments
            .find()
            .orElseThrow(
                () ->
                    new Trouble(
                        "there is no Deployment "
                            + deployments
                            + "; is deployment.name of "
                            + app.name()
                            + " right in drydock.yaml?"));
    seen.rememberSecrets();
    requireOrder(deployments, seen, mustBeUp);
    return new RunningApp(
        seen.digest(),
        seen.replicas(),
        new Image(seen.image(app.deployment().container()), digest(deployments, seen, app)),
        template(seen),
        notes(client, app, seen));
  }

  /**
   * That what would be deleted can be made again.
   *
   * @throws Trouble where it cannot
   */
  public static void requireWayBack(KubernetesClient client, AppConfig app) {
    if (app.deployment().takeDown() == TakeDownWay.DELETE) {
      Deployments deployments = new Deployments(client, app.deployment());
      deployments.find().ifPresent(deployments::requireCanBeMadeAgain);
    }
  }

  private static void requireOrder(Deployments deployments, Manifest seen, boolean mustBeUp) {
    String name = "Deployment " + deployments;
    if (seen.isBeingDeleted()) {
      throw new Trouble(name + " is being deleted");
    }
    if (seen.json().at("/spec/paused").asBoolean()) {
      throw new Trouble(name + " is paused; resume its roll-out first");
    }
    if (seen.replicas() == 0) {
      throw new Trouble(name + " has 0 replicas; scale it up first, so that there is a way back");
    }
    RollOut.trouble(seen)
        .filter(trouble -> mustBeUp)
        .ifPresent(
            trouble -> {
              throw new Trouble(name + " is in trouble: " + trouble.words());
            });
    if (mustBeUp && !RollOut.isComplete(seen)) {
      throw new Trouble(
          name + " is not rolled out: " + RollOut.progress(seen) + "; bring it in order first");
    }
  }

  private static String digest(Deployments deployments, Manifest seen, AppConfig app) {
    List<String> digests =
        OwnPods.living(deployments.pods(seen)).stream()
            .flatMap(pod -> ImageId.of(pod, app.deployment().container()).stream())
            .map(ImageId::digest)
            .distinct()
            .toList();
    if (digests.size() != 1) {
      throw new Trouble(
          "the pods of Deployment "
              + deployments
              + " run "
              + (digests.isEmpty() ? "no known image" : "different images: " + digests)
              + "; restart its roll-out first");
    }
    return digests.get(0);
  }

  private static PodTemplateSpec template(Manifest seen) {
    return Serialization.unmarshal(
        Json.write(seen.json().at("/spec/template")), PodTemplateSpec.class);
  }

  private static List<String> notes(KubernetesClient client, AppConfig app, Manifest seen) {
    List<String> notes = new ArrayList<>();
    reconciler(seen, notes);
    autoscaler(client, app, notes);
    String repository = Image.repository(seen.image(app.deployment().container()));
    for (JsonNode init : seen.json().at("/spec/template/spec/initContainers")) {
      if (Image.repository(init.path("image").asText()).equals(repository)) {
        notes.add(
            "init container "
                + init.path("name").asText()
                + " runs the app's image too; if it migrates, it finds nothing left to do");
      }
    }
    String wanted = Image.repository(app.image());
    if (!wanted.equals(repository)) {
      notes.add("the image moves from " + repository + " to " + wanted);
    }
    return notes;
  }

  private static void reconciler(Manifest seen, List<String> notes) {
    JsonNode metadata = seen.json().path("metadata");
    // Argo CD before 3.0 marks what it manages with a label that Helm's charts have as well
    boolean argo =
        metadata.path("annotations").has("argocd.argoproj.io/tracking-id")
            || metadata.path("labels").has("argocd.argoproj.io/instance")
            || seen.isWrittenBy("argocd");
    boolean flux =
        metadata.path("labels").has("kustomize.toolkit.fluxcd.io/name")
            || metadata.path("labels").has("helm.toolkit.fluxcd.io/name")
            || seen.isWrittenBy("kustomize-controller")
            || seen.isWrittenBy("helm-controller");
    if (argo || flux) {
      notes.add(
          (argo ? "Argo CD" : "Flux")
              + " manages this Deployment: pause it, or it may bring the old version back");
    }
  }

  private static void autoscaler(KubernetesClient client, AppConfig app, List<String> notes) {
    boolean isKept = app.deployment().takeDown() == TakeDownWay.SCALE;
    String what =
        isKept
            ? " keeps out while there are 0 replicas, and goes on from the number before"
            : " goes on from the number of replicas at the take-down";
    Autoscalers scaling = Autoscalers.of(client, app.deployment());
    scaling.names().forEach(name -> notes.add("autoscaler " + name + what));
    if (isKept) {
      scaling
          .scaledObjects()
          .forEach(
              name ->
                  notes.add(
                      "KEDA scales it up again while it is down, and the run rolls back; before you"
                          + " approve: kubectl -n "
                          + app.deployment().namespace()
                          + " annotate scaledobject "
                          + name
                          + " autoscaling.keda.sh/paused=true, and take that off afterwards"));
    }
  }
}
