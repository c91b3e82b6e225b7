package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;

/** What the page's buttons do: the same as a test acting through {@link Seat}. */
final class PageActions {
  private final FakeSlack slack;

  PageActions(FakeSlack slack) {
    this.slack = slack;
  }

  void handle(HttpExchange exchange) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (!exchange.getRequestMethod().equals("POST") || !"application/json".equals(type)) {
      Http.send(exchange, 415, "text/plain", "POST application/json");
      return;
    }
    try {
      Args args = Http.args(exchange);
      Http.json(exchange, 200, act(args));
    } catch (SlackError | IllegalArgumentException | java.util.NoSuchElementException refused) {
      String why = String.valueOf(refused.getMessage());
      Http.json(exchange, 409, Json.object().put("error", why));
    }
  }

  private ObjectNode act(Args args) {
    if (slack.isDown()) {
      return Json.object().put("error", "offline");
    }
    Seat seat = slack.as(args.required("user")).in(args.required("channel"));
    return switch (args.required("do")) {
      case "say" -> said(say(seat, args));
      case "slash" -> json(seat.slash(args.required("command"), args.text("text")));
      case "slash_in_thread" ->
          json(seat.slashInThread(args.required("command"), args.text("thread_ts")));
      case "press" ->
          json(seat.choose(args.required("ts"), args.required("action_id"), values(args)));
      case "view_action" ->
          json(seat.actInView(args.required("view_id"), args.required("action_id"), values(args)));
      case "submit" -> json(seat.submit(args.required("view_id"), values(args)));
      case "close" -> json(close(seat, args));
      case "suggest" -> options(suggest(seat, args));
      case "dismiss" -> dismiss(seat, args);
      default -> throw new IllegalArgumentException("no such deed: " + args.text("do"));
    };
  }

  private static Message say(Seat seat, Args args) {
    String thread = args.text("thread_ts");
    String text = args.required("text");
    return thread.isEmpty() ? seat.say(text) : seat.reply(thread, text);
  }

  private static Seen close(Seat seat, Args args) {
    String view = args.required("view_id");
    return args.flag("all") ? seat.closeAllViews(view) : seat.closeView(view);
  }

  private static List<JsonNode> suggest(Seat seat, Args args) {
    String action = args.required("action_id");
    return args.has("view_id")
        ? seat.suggest(args.text("view_id"), action, args.text("typed"))
        : seat.suggestOnMessage(args.required("ts"), action, args.text("typed"));
  }

  private static ObjectNode dismiss(Seat seat, Args args) {
    seat.dismiss(args.required("ts"));
    return Json.object().put("error", "");
  }

  private static JsonNode values(Args args) {
    return args.json().path("values");
  }

  private static ObjectNode said(Message message) {
    return Json.object().put("error", "").put("ts", message.ts());
  }

  private static ObjectNode json(Seen seen) {
    ObjectNode json = Json.object().put("error", seen.error());
    ObjectNode errors = json.putObject("fieldErrors");
    seen.fieldErrors().forEach(errors::put);
    return json;
  }

  private static ObjectNode options(List<JsonNode> options) {
    ObjectNode json = Json.object().put("error", "");
    ArrayNode array = json.putArray("options");
    options.forEach(array::add);
    return json;
  }
}
