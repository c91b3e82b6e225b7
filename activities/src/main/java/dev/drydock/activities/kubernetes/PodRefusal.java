package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What it means when the cluster does not let a pod of ours in. Its words tell what is wrong; here
 * stands what would be right. The words decide nothing.
 */
final class PodRefusal {
  private static final Map<String, String> MEND = new LinkedHashMap<>();

  static {
    MEND.put(
        "exceeded quota",
        "make room in that ResourceQuota, or ask for less in maintenance.resources of %s (the"
            + " containers upgrade and tool each ask for it; without it, for what the app's"
            + " container has)");
    MEND.put(
        "failed quota",
        "set what is named in maintenance.resources of %s, or in the app's container, or give the"
            + " namespace a LimitRange with defaults");
    MEND.put(
        "usage per ",
        "set maintenance.resources of %s to what that LimitRange allows (it holds for the"
            + " containers upgrade and tool each)");
    MEND.put(
        "limit to request ratio", "set maintenance.resources of %s to what that LimitRange allows");
    MEND.put(
        "violates PodSecurity",
        "the pod takes its securityContext from the app's pod template and container, and its"
            + " volumes too: set there what is named, for %s and all its sidecars that"
            + " maintenance.sidecars lists");
    MEND.put(
        "service account",
        "make that ServiceAccount, or mend serviceAccountName in the pod template of %s");
    MEND.put(
        "resources.requests",
        "more is asked for than the limit: set both in maintenance.resources of %s (without it, what"
            + " the app's container has holds; a limit that nobody set is a LimitRange's)");
    MEND.put(
        "admission webhook",
        "that policy has to let pods labelled app.kubernetes.io/managed-by=drydock in, or the pod"
            + " template of %s has to keep it");
  }

  private PodRefusal() {}

  /**
   * True when it is the pod that is refused, by admission or validation, and not the account that
   * makes it.
   */
  static boolean isOne(KubernetesClientException e) {
    return (e.getCode() == 403 && !ApiErrors.isAboutRights(e))
        || e.getCode() == 422
        || e.getCode() == 400;
  }

  static Trouble of(KubernetesClientException e, Pod pod) {
    String said = ApiErrors.said(e);
    String app = pod.getMetadata().getAnnotations().get(MaintenancePodTemplate.APP_ANNOTATION);
    String mend =
        MEND.entrySet().stream()
            .filter(entry -> said.contains(entry.getKey()))
            .findFirst()
            .map(entry -> "; " + entry.getValue().formatted(app))
            .orElse("");
    return new Trouble(
        "namespace "
            + pod.getMetadata().getNamespace()
            + " does not admit the maintenance pod: "
            + said
            + mend);
  }
}
