package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What Slack checks in a view before it opens it. */
final class ViewLimits {
  private static final int BYTES = 250_000;

  private ViewLimits() {}

  /** Throws {@code invalid_arguments} with every problem, or {@code view_too_large}. */
  static void check(JsonNode view) {
    if (view.toString().length() > BYTES) {
      throw new SlackError("view_too_large");
    }
    List<String> problems = new ArrayList<>();
    Spot spot = new Spot(view, "/view", problems);
    boolean home = spot.type().equals("home");
    if (spot.require("type")) {
      spot.at("type").oneOf(List.of("modal", "home"));
    }
    if (spot.require("blocks")) {
      problems.addAll(
          BlockLimits.problems(
              view.get("blocks"),
              home ? BlockLimits.Surface.HOME : BlockLimits.Surface.MODAL,
              "/view/blocks"));
    }
    spot.at("private_metadata").length(0, 3_000);
    spot.at("callback_id").length(0, 255);
    if (!home) {
      modal(spot);
    }
    if (!problems.isEmpty()) {
      throw new SlackError("invalid_arguments", problems);
    }
  }

  private static void modal(Spot view) {
    if (view.require("title")) {
      view.at("title").textObject(24, true);
    }
    view.at("submit").textObject(24, true);
    view.at("close").textObject(24, true);
    boolean hasInput = view.node().path("blocks").findValuesAsText("type").contains("input");
    if (hasInput && !view.at("submit").present()) {
      view.wrong("missing required field: submit");
    }
  }
}
