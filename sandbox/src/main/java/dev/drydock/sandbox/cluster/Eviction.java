package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.sandbox.cluster.Resources.Answer;
import dev.drydock.sandbox.cluster.Resources.Call;
import java.util.Optional;

/**
 * The sub-resource {@code eviction}: a deletion that a PodDisruptionBudget with {@code
 * maxUnavailable: 0} holds up; other budgets are not reckoned with.
 */
final class Eviction {
  private static final Kind BUDGET = Kind.named("policy/v1", "PodDisruptionBudget").orElseThrow();

  private final Registry registry;

  Eviction(Registry registry) {
    this.registry = registry;
  }

  Answer answer(Call call) {
    if (!call.method().equals("POST")) {
      throw Errors.methodNotAllowed();
    }
    ObjectNode pod = registry.require(call.key());
    Optional<ObjectNode> budget = holding(pod);
    if (budget.isPresent()) {
      throw new ApiException(
          Errors.status(
              429,
              "TooManyRequests",
              "Cannot evict pod as it would violate the pod's disruption budget."));
    }
    registry.editStatus(
        call.key(),
        p ->
            Conditions.set(
                Json.child(p, "status"),
                "DisruptionTarget",
                "True",
                "EvictionByEvictionAPI",
                "Eviction API: evicting"));
    JsonNode options = Json.at(Bodies.optional(call.body()), "deleteOptions");
    registry.delete(call.key(), DeleteOptions.of(options, call.query()));
    ObjectNode done = Json.object().put("kind", "Status").put("apiVersion", "v1");
    return new Answer(201, done.put("status", "Success").put("code", 201));
  }

  private Optional<ObjectNode> holding(ObjectNode pod) {
    return registry
        .store()
        .list(
            BUDGET,
            Meta.namespace(pod),
            b ->
                Json.text(b, "spec", "maxUnavailable").matches("0%?")
                    && Selectors.matches(Json.at(b, "spec", "selector"), Meta.labels(pod)))
        .stream()
        .findFirst();
  }
}
