package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.sandbox.slack.Workspace.Channel;
import dev.drydock.sandbox.slack.Workspace.Person;
import java.util.List;

/** Everything one person's client knows, as one JSON object. */
final class PageState {
  private static final int KEEP = 500;

  private final Core core;
  private final FakeSlack slack;

  PageState(Core core, FakeSlack slack) {
    this.core = core;
    this.slack = slack;
  }

  /**
   * @param user an id; anybody where it is unknown
   */
  ObjectNode of(String user) {
    Workspace workspace = core.workspace();
    Person me = workspace.person(user).orElseGet(() -> firstPerson(workspace));
    ObjectNode state = Json.object().put("version", core.changes().version()).put("me", me.id());
    state.put("team", workspace.teamName()).put("bot", workspace.bot().id());
    state.put("connected", slack.connected()).put("down", slack.isDown());
    ArrayNode people = state.putArray("people");
    workspace.people().forEach(person -> people.add(describe(person)));
    ArrayNode groups = state.putArray("groups");
    workspace.groups().forEach(group -> groups.add(Json.MAPPER.<ObjectNode>valueToTree(group)));
    ArrayNode commands = state.putArray("commands");
    workspace
        .commands()
        .forEach(command -> commands.add(Json.MAPPER.<ObjectNode>valueToTree(command)));
    ArrayNode channels = state.putArray("channels");
    workspace.directMessage(me.id());
    workspace.channels().stream()
        .filter(channel -> sees(me, channel))
        .forEach(channel -> channels.add(describe(channel, me)));
    ArrayNode views = state.putArray("views");
    core.views().open(me.id()).forEach(view -> views.add(view.json()));
    core.views().home(me.id()).ifPresent(home -> state.set("home", home.json()));
    return state;
  }

  private static Person firstPerson(Workspace workspace) {
    return workspace.people().stream().filter(p -> !p.bot()).findFirst().orElse(workspace.bot());
  }

  private boolean sees(Person me, Channel channel) {
    return channel.members().contains(me.id())
        || !channel.isPrivate() && !me.limitedTo(core.workspace().teamId());
  }

  private ObjectNode describe(Person person) {
    ObjectNode json = Json.object().put("id", person.id()).put("name", person.name());
    json.put("realName", person.realName()).put("color", person.color());
    json.put("initials", person.initials()).put("bot", person.bot());
    json.put("guest", person.restricted()).put("deleted", person.deleted());
    return json.put("stranger", !person.teamId().equals(core.workspace().teamId()));
  }

  private ObjectNode describe(Channel channel, Person me) {
    ObjectNode json = Json.object().put("id", channel.id()).put("name", channel.name());
    json.put("isPrivate", channel.isPrivate()).put("isIm", channel.isIm());
    json.put("topic", channel.topic());
    ArrayNode members = json.putArray("members");
    channel.members().stream().sorted().forEach(members::add);
    ArrayNode messages = json.putArray("messages");
    List<Message> all = core.messages().all(channel.id());
    all.subList(Math.max(0, all.size() - KEEP), all.size()).forEach(m -> messages.add(m.json()));
    ArrayNode onlyMine = json.putArray("onlyMine");
    core.messages().ephemerals(me.id()).stream()
        .filter(m -> m.channel().equals(channel.id()))
        .forEach(m -> onlyMine.add(m.json()));
    return json;
  }
}
