package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Supplier;

/** {@code auth.test}, {@code apps.connections.open}, {@code reactions.add}, {@code api.test}. */
final class AppMethods {
  private final Core core;
  private final Supplier<String> base;
  private final Supplier<String> socketUrl;

  AppMethods(Core core, Supplier<String> base, Supplier<String> socketUrl) {
    this.core = core;
    this.base = base;
    this.socketUrl = socketUrl;
  }

  Map<String, ApiMethod> all() {
    return Map.of(
        "api.test", args -> Json.ok(),
        "auth.test", this::who,
        "apps.connections.open", this::connect,
        "reactions.add", this::react);
  }

  private ObjectNode who(Args args) {
    Workspace workspace = core.workspace();
    ObjectNode answer = Json.ok().put("url", base.get() + "/").put("team", workspace.teamName());
    answer.put("user", workspace.bot().name()).put("team_id", workspace.teamId());
    answer.put("user_id", workspace.bot().id()).put("bot_id", AppIdentity.BOT_ID);
    return answer.put("is_enterprise_install", false);
  }

  private ObjectNode connect(Args args) {
    return Json.ok().put("url", socketUrl.get());
  }

  private ObjectNode react(Args args) {
    String channel = new Channels(core.workspace()).visible(args.required("channel")).id();
    String name = args.required("name");
    boolean there =
        core.messages().change(channel, args.required("timestamp"), m -> react(m, name));
    if (!there) {
      throw new SlackError("message_not_found");
    }
    return Json.ok();
  }

  private void react(ObjectNode message, String name) {
    ArrayNode reactions = message.withArray("reactions");
    String bot = core.workspace().bot().id();
    for (com.fasterxml.jackson.databind.JsonNode reaction : reactions) {
      if (Json.text(reaction, "name").equals(name)) {
        throw new SlackError("already_reacted");
      }
    }
    reactions.addObject().put("name", name).put("count", 1).putArray("users").add(bot);
  }
}
