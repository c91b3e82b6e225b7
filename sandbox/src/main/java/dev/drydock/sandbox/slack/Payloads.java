package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.sandbox.slack.Workspace.Channel;
import dev.drydock.sandbox.slack.Workspace.Person;
import dev.drydock.sandbox.slack.Workspace.SlashCommand;

/** What is sent to the app when a person does something. */
final class Payloads {
  private static final String LEGACY_TOKEN = "deprecated-verification-token";

  private final Core core;
  private final ResponseUrls urls;
  private final Timestamps timestamps = new Timestamps(java.time.Clock.systemUTC());

  Payloads(Core core, ResponseUrls urls) {
    this.core = core;
    this.urls = urls;
  }

  ObjectNode command(Person person, Channel channel, SlashCommand command, String text) {
    String asDelivered =
        command.shouldEscape() ? new Mentions(core.workspace()).escape(text) : text;
    ObjectNode json = Json.object().put("token", LEGACY_TOKEN);
    json.put("team_id", core.workspace().teamId())
        .put("team_domain", core.workspace().teamDomain());
    json.put("channel_id", channel.id());
    json.put(
        "channel_name",
        channel.isIm() ? "directmessage" : channel.isPrivate() ? "privategroup" : channel.name());
    json.put("user_id", person.id()).put("user_name", person.name());
    json.put("command", command.command()).put("text", asDelivered);
    json.put("api_app_id", AppIdentity.APP_ID).put("is_enterprise_install", "false");
    json.put("response_url", urls.forCommand(person.id(), channel.id()));
    return json.put("trigger_id", core.triggers().issue(person.id(), ""));
  }

  ObjectNode actionOnMessage(Person person, Message message, Blocks.Found found, JsonNode chosen) {
    ObjectNode json = interaction("block_actions", person, "");
    ObjectNode container = json.putObject("container").put("type", "message");
    container.put("message_ts", message.ts()).put("channel_id", message.channel());
    container.put("is_ephemeral", message.ephemeral());
    if (!message.threadTs().isEmpty()) {
      container.put("thread_ts", message.threadTs());
    }
    json.set("channel", channel(message.channel()));
    if (!message.ephemeral()) {
      json.set("message", message.json());
    }
    state(json, message.blocks(), chosen);
    json.put("response_url", urls.forMessage(person.id(), message));
    json.putArray("actions").add(action(found, chosen));
    return json;
  }

  ObjectNode actionInView(Person person, View view, Blocks.Found found, JsonNode chosen) {
    ObjectNode json = interaction("block_actions", person, view.id());
    json.putObject("container").put("type", "view").put("view_id", view.id());
    state(view.json(), view.blocks(), chosen);
    json.set("view", view.json());
    json.putArray("actions").add(action(found, chosen));
    return json;
  }

  ObjectNode submission(Person person, View view, ObjectNode values) {
    ObjectNode json = interaction("view_submission", person, view.id());
    view.json().putObject("state").set("values", values);
    json.set("view", view.json());
    json.putArray("response_urls");
    return json;
  }

  ObjectNode closed(Person person, View view, boolean cleared) {
    ObjectNode json = interaction("view_closed", person, view.id());
    json.remove("trigger_id");
    json.set("view", view.json());
    return json.put("is_cleared", cleared);
  }

  ObjectNode suggestionInView(Person person, View view, Blocks.Found found, String typed) {
    ObjectNode json = suggestion(person, found, typed);
    json.putObject("container").put("type", "view").put("view_id", view.id());
    json.set("view", view.json());
    return json;
  }

  ObjectNode suggestionOnMessage(Person person, Message message, Blocks.Found found, String typed) {
    ObjectNode json = suggestion(person, found, typed);
    ObjectNode container = json.putObject("container").put("type", "message");
    container.put("message_ts", message.ts()).put("channel_id", message.channel());
    json.set("channel", channel(message.channel()));
    json.set("message", message.json());
    return json;
  }

  private ObjectNode suggestion(Person person, Blocks.Found found, String typed) {
    ObjectNode json = interaction("block_suggestion", person, "");
    json.remove("trigger_id");
    json.put("action_id", Json.text(found.element(), "action_id"));
    json.put("block_id", Json.text(found.block(), "block_id"));
    return json.put("value", typed);
  }

  private ObjectNode interaction(String type, Person person, String viewId) {
    ObjectNode json = Json.object().put("type", type).put("api_app_id", AppIdentity.APP_ID);
    json.put("token", LEGACY_TOKEN);
    json.putObject("team")
        .put("id", core.workspace().teamId())
        .put("domain", core.workspace().teamDomain());
    ObjectNode user = json.putObject("user").put("id", person.id());
    user.put("username", person.name()).put("name", person.name()).put("team_id", person.teamId());
    json.putNull("enterprise").put("is_enterprise_install", false);
    return json.put("trigger_id", core.triggers().issue(person.id(), viewId));
  }

  private ObjectNode channel(String id) {
    String name = core.workspace().channel(id).map(Channel::name).orElse("");
    return Json.object().put("id", id).put("name", name.isEmpty() ? "directmessage" : name);
  }

  private static void state(ObjectNode json, JsonNode blocks, JsonNode chosen) {
    json.putObject("state").set("values", StateValues.of(blocks, chosen));
  }

  private ObjectNode action(Blocks.Found found, JsonNode chosen) {
    ObjectNode element = found.element();
    String id = Json.text(element, "action_id");
    ObjectNode action = Json.object().put("action_id", id);
    action.put("block_id", Json.text(found.block(), "block_id"));
    String type = Json.text(element, "type");
    action.put("type", type);
    for (String field : new String[] {"text", "value", "style", "confirm", "placeholder", "url"}) {
      if (element.has(field) && !ElementLimits.TYPED.contains(type)) {
        action.set(field, element.get(field));
      }
    }
    if (type.equals("overflow")) {
      action.set("selected_option", StateValues.option(element, chosen.path(id)));
    }
    action.setAll(StateValues.value(element, chosen.path(id)));
    return action.put("action_ts", timestamps.next());
  }
}
