package dev.drydock.activities.kubernetes;

import static dev.drydock.activities.kubernetes.PodTrouble.Passing.LATER;
import static dev.drydock.activities.kubernetes.PodTrouble.Passing.NEVER;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Whether a Deployment is rolled out, by kubectl's rule and with more than no replica. The rule
 * alone believes a container that dies a little later: look again after a while.
 */
final class RollOut {
  private RollOut() {}

  static boolean isComplete(Manifest deployment) {
    JsonNode status = deployment.json().path("status");
    int wanted = deployment.replicas();
    return wanted > 0
        && observed(deployment)
        && status.path("updatedReplicas").asInt() == wanted
        && status.path("replicas").asInt() <= wanted
        && status.path("availableReplicas").asInt() >= wanted;
  }

  /**
   * What the cluster says against it. A pod that is not admitted (quota, a webhook that is away) is
   * tried again by its controller; the deadline is final.
   */
  static Optional<PodTrouble> trouble(Manifest deployment) {
    JsonNode conditions = deployment.json().at("/status/conditions");
    return observed(deployment)
        ? StreamSupport.stream(conditions.spliterator(), false)
            .filter(RollOut::isFailure)
            .map(RollOut::told)
            .min(Comparator.comparing(PodTrouble::passing))
        : Optional.empty();
  }

  /** Scaled to 0, and the cluster has heard of it: it makes no pod any more. */
  static boolean isAtNone(Manifest deployment) {
    return deployment.replicas() == 0
        && observed(deployment)
        && deployment.json().at("/status/replicas").asInt() == 0;
  }

  /** {@code 1 of 2 replicas are up}. */
  static String progress(Manifest deployment) {
    JsonNode status = deployment.json().path("status");
    int up =
        Math.min(status.path("availableReplicas").asInt(), status.path("updatedReplicas").asInt());
    return (observed(deployment) ? up : 0) + " of " + deployment.replicas() + " replicas are up";
  }

  private static boolean observed(Manifest deployment) {
    return deployment.json().at("/status/observedGeneration").asLong(-1)
        >= deployment.json().at("/metadata/generation").asLong(0);
  }

  private static boolean isFailure(JsonNode condition) {
    return switch (condition.path("type").asText()) {
      case "Progressing" -> condition.path("reason").asText().equals("ProgressDeadlineExceeded");
      case "ReplicaFailure" -> condition.path("status").asText().equals("True");
      default -> false;
    };
  }

  private static PodTrouble told(JsonNode condition) {
    String why = condition.path("message").asText(condition.path("reason").asText());
    boolean isNotAdmitted = condition.path("type").asText().equals("ReplicaFailure");
    return new PodTrouble("the roll-out fails: " + why, isNotAdmitted ? LATER : NEVER);
  }
}
