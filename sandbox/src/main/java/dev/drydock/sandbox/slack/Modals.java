package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.sandbox.slack.Workspace.Person;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What people do in modals, and the choices an app offers while they type. */
final class Modals {
  private final Core core;
  private final Payloads payloads;
  private final Supplier<Delivery> delivery;

  Modals(Core core, Payloads payloads, Supplier<Delivery> delivery) {
    this.core = core;
    this.payloads = payloads;
    this.delivery = delivery;
  }

  /**
   * @param chosen by action_id or block_id: what the person filled in
   */
  Seen submit(Person person, String viewId, JsonNode chosen) {
    Watch watch = new Watch(core, person.id());
    View view = view(person, viewId);
    ObjectNode values = StateValues.of(view.blocks(), chosen);
    Map<String, String> refused = StateValues.refused(view.blocks(), values);
    if (!refused.isEmpty()) {
      return watch.seen("", refused);
    }
    Delivery.Ack ack = deliver(payloads.submission(person, view, values));
    if (!ack.arrived()) {
      return watch.seen(ack.outcome().error());
    }
    return answered(watch, person, viewId, ack.payload());
  }

  Seen act(Person person, String viewId, String actionId, JsonNode chosen) {
    Watch watch = new Watch(core, person.id());
    View view = view(person, viewId);
    Blocks.Found found = element(view.blocks(), actionId);
    return watch.seen(
        deliver(payloads.actionInView(person, view, found, chosen)).outcome().error());
  }

  /**
   * @param all the cross closes the whole stack, Cancel only the view on top
   */
  Seen close(Person person, String viewId, boolean all) {
    Watch watch = new Watch(core, person.id());
    View view = view(person, viewId);
    boolean cleared = all || view.json().path("clear_on_close").asBoolean();
    List<View> gone = cleared ? core.views().open(person.id()) : List.of(view);
    if (cleared) {
      core.views().closeAll(person.id());
    } else {
      core.views().close(person.id(), viewId);
    }
    String error = "";
    for (View closed : gone) {
      if (closed.json().path("notify_on_close").asBoolean()) {
        error = deliver(payloads.closed(person, closed, cleared)).outcome().error();
      }
    }
    return watch.seen(error);
  }

  /** Options for what was typed so far; empty where the app does not answer in time. */
  List<JsonNode> suggestInView(Person person, String viewId, String actionId, String typed) {
    View view = view(person, viewId);
    Blocks.Found found = element(view.blocks(), actionId);
    return options(deliver(payloads.suggestionInView(person, view, found, typed)).payload());
  }

  List<JsonNode> suggestOnMessage(Person person, Message message, String actionId, String typed) {
    Blocks.Found found = element(message.blocks(), actionId);
    return options(deliver(payloads.suggestionOnMessage(person, message, found, typed)).payload());
  }

  private Seen answered(Watch watch, Person person, String viewId, JsonNode answer) {
    try {
      return switch (Json.text(answer, "response_action")) {
        case "errors" -> watch.seen("", fieldErrors(answer.path("errors")));
        case "update" -> {
          core.views().update(viewId, "", answer.path("view"));
          yield watch.seen("");
        }
        case "push" -> {
          core.views().push(person.id(), answer.path("view"));
          yield watch.seen("");
        }
        case "clear" -> {
          core.views().closeAll(person.id());
          yield watch.seen("");
        }
        default -> {
          core.views().close(person.id(), viewId);
          yield watch.seen("");
        }
      };
    } catch (SlackError unusable) {
      return watch.seen(unusable.error());
    }
  }

  private static Map<String, String> fieldErrors(JsonNode errors) {
    Map<String, String> byBlock = new LinkedHashMap<>();
    errors.properties().forEach(e -> byBlock.put(e.getKey(), e.getValue().asText()));
    return byBlock;
  }

  private static List<JsonNode> options(JsonNode answer) {
    List<JsonNode> options = new ArrayList<>();
    answer.path("options").forEach(options::add);
    answer.path("option_groups").forEach(g -> g.path("options").forEach(options::add));
    return options;
  }

  private Delivery.Ack deliver(ObjectNode payload) {
    return delivery.get().deliver(Delivery.Kind.INTERACTIVE, payload);
  }

  private View view(Person person, String viewId) {
    return core.views()
        .find(viewId)
        .filter(v -> v.user().equals(person.id()))
        .orElseThrow(() -> new IllegalArgumentException(person.name() + " has no view " + viewId));
  }

  private static Blocks.Found element(JsonNode blocks, String actionId) {
    return Blocks.find(blocks, actionId)
        .orElseThrow(() -> new IllegalArgumentException("no element " + actionId));
  }
}
