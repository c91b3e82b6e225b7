package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** The {@code views.*} methods. */
final class ViewMethods {
  private final Core core;

  ViewMethods(Core core) {
    this.core = core;
  }

  Map<String, ApiMethod> all() {
    return Map.of(
        "views.open", this::open,
        "views.push", this::push,
        "views.update", this::update,
        "views.publish", this::publish);
  }

  /**
   * The view is checked before the trigger is spent, so that a bad view can be mended and sent
   * again.
   */
  private ObjectNode open(Args args) {
    JsonNode view = view(args);
    ViewLimits.check(view);
    String user = core.triggers().exchange(args.required("trigger_id")).user();
    return answer(core.views().open(user, view));
  }

  private ObjectNode push(Args args) {
    JsonNode view = view(args);
    ViewLimits.check(view);
    String user = core.triggers().exchange(args.required("trigger_id")).user();
    return answer(core.views().push(user, view));
  }

  private ObjectNode update(Args args) {
    String id = args.has("view_id") ? args.text("view_id") : args.required("external_id");
    return answer(core.views().update(id, args.text("hash"), view(args)));
  }

  private ObjectNode publish(Args args) {
    String user = args.required("user_id");
    if (core.workspace().person(user).isEmpty()) {
      throw new SlackError("user_not_found");
    }
    return answer(core.views().publish(user, view(args), args.text("hash")));
  }

  private static JsonNode view(Args args) {
    return args.structure("view", "invalid_arguments")
        .orElseThrow(
            () -> new SlackError("invalid_arguments", List.of("missing required field: view")));
  }

  private static ObjectNode answer(View view) {
    ObjectNode answer = Json.ok();
    answer.set("view", view.json());
    return answer;
  }
}
