package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.sandbox.slack.Workspace.Person;
import dev.drydock.sandbox.slack.Workspace.UserGroup;
import java.util.Map;

/** The {@code users.*} and {@code usergroups.*} methods. */
final class PeopleMethods {
  private final Workspace workspace;

  PeopleMethods(Workspace workspace) {
    this.workspace = workspace;
  }

  Map<String, ApiMethod> all() {
    return Map.of(
        "users.info", this::info,
        "users.list", this::list,
        "usergroups.list", this::groups,
        "usergroups.users.list", this::groupMembers);
  }

  private ObjectNode info(Args args) {
    ObjectNode answer = Json.ok();
    answer.set(
        "user",
        workspace
            .person(args.text("user"))
            .map(this::describe)
            .orElseThrow(() -> new SlackError("user_not_found")));
    return answer;
  }

  private ObjectNode list(Args args) {
    ObjectNode answer = Json.ok();
    ArrayNode members = answer.putArray("members");
    workspace.people().forEach(person -> members.add(describe(person)));
    answer.putObject("response_metadata").put("next_cursor", "");
    return answer;
  }

  private ObjectNode groups(Args args) {
    ObjectNode answer = Json.ok();
    ArrayNode groups = answer.putArray("usergroups");
    for (UserGroup group : workspace.groups()) {
      ObjectNode json = groups.addObject().put("id", group.id()).put("team_id", workspace.teamId());
      json.put("is_usergroup", true).put("name", group.name()).put("handle", group.handle());
      json.put("date_delete", 0).put("user_count", group.members().size());
      if (args.flag("include_users")) {
        group.members().forEach(json.putArray("users")::add);
      }
    }
    return answer;
  }

  private ObjectNode groupMembers(Args args) {
    UserGroup group =
        workspace
            .group(args.required("usergroup"))
            .orElseThrow(() -> new SlackError("no_such_subteam"));
    ObjectNode answer = Json.ok();
    ArrayNode users = answer.putArray("users");
    group.members().forEach(users::add);
    return answer;
  }

  private ObjectNode describe(Person person) {
    boolean stranger = !person.teamId().equals(workspace.teamId());
    ObjectNode json = Json.object().put("id", person.id()).put("team_id", person.teamId());
    json.put("name", person.name()).put("real_name", person.realName());
    json.put("deleted", person.deleted()).put("color", person.color());
    json.put("is_bot", person.bot()).put("is_restricted", person.restricted());
    json.put("is_ultra_restricted", false).put("is_stranger", stranger);
    json.put("is_admin", false).put("is_owner", false).put("is_app_user", false);
    json.put("tz", "Etc/UTC").put("tz_offset", 0);
    ObjectNode profile = json.putObject("profile");
    profile.put("real_name", person.realName()).put("display_name", person.name());
    return json;
  }
}
