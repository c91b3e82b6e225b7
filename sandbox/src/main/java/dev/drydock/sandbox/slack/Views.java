package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The modals people have open, each person's as a stack of at most three, and everybody's Home. */
final class Views {
  private static final int STACK = 3;

  private final Map<String, List<View>> stacks = new HashMap<>();
  private final Map<String, View> homes = new HashMap<>();
  private final Workspace workspace;
  private final Changes changes;

  Views(Workspace workspace, Changes changes) {
    this.workspace = workspace;
    this.changes = changes;
  }

  /** Opens over nothing: whatever stack the person had is gone. */
  View open(String user, JsonNode given) {
    return put(user, given, new ArrayList<>());
  }

  View push(String user, JsonNode given) {
    List<View> stack;
    synchronized (this) {
      stack = new ArrayList<>(stack(user));
    }
    if (stack.isEmpty()) {
      throw new SlackError("not_found");
    }
    if (stack.size() >= STACK) {
      throw new SlackError("push_limit_reached");
    }
    return put(user, given, stack);
  }

  View publish(String user, JsonNode given, String hash) {
    ViewLimits.check(given);
    View view;
    synchronized (this) {
      View old = homes.get(user);
      if (!hash.isEmpty() && old != null && !old.hash().equals(hash)) {
        throw new SlackError("hash_conflict");
      }
      view = new View(user, complete(given, old == null ? Ids.of("V") : old.id(), null, null));
      homes.put(user, view);
    }
    changes.happened();
    return copy(view);
  }

  /** By view id or external id; the hash, where given, must be that of the view as it stands. */
  View update(String idOrExternalId, String hash, JsonNode given) {
    ViewLimits.check(given);
    View updated;
    synchronized (this) {
      View old = locate(idOrExternalId).orElseThrow(() -> new SlackError("not_found"));
      if (!hash.isEmpty() && !hash.equals(old.hash())) {
        throw new SlackError("hash_conflict");
      }
      List<View> stack = stack(old.user());
      String previous = old.json().path("previous_view_id").asText(null);
      String root = Json.text(old.json(), "root_view_id");
      updated = new View(old.user(), complete(given, old.id(), previous, root));
      stack.set(stack.indexOf(old), updated);
    }
    changes.happened();
    return copy(updated);
  }

  /** An open modal or somebody's Home. */
  synchronized Optional<View> find(String id) {
    return locate(id)
        .or(() -> homes.values().stream().filter(v -> v.id().equals(id)).findFirst())
        .map(Views::copy);
  }

  synchronized List<View> open(String user) {
    return stack(user).stream().map(Views::copy).toList();
  }

  synchronized Optional<View> home(String user) {
    return Optional.ofNullable(homes.get(user)).map(Views::copy);
  }

  /** Takes the view and everything above it away. */
  void close(String user, String viewId) {
    synchronized (this) {
      List<View> stack = stack(user);
      for (int i = 0; i < stack.size(); i++) {
        if (stack.get(i).id().equals(viewId)) {
          stack.subList(i, stack.size()).clear();
        }
      }
    }
    changes.happened();
  }

  void closeAll(String user) {
    synchronized (this) {
      stacks.remove(user);
    }
    changes.happened();
  }

  private View put(String user, JsonNode given, List<View> stack) {
    ViewLimits.check(given);
    View view;
    synchronized (this) {
      String external = Json.text(given, "external_id");
      if (!external.isEmpty() && locate(external).isPresent()) {
        throw new SlackError("duplicate_external_id");
      }
      String previous = stack.isEmpty() ? null : stack.get(stack.size() - 1).id();
      view =
          new View(
              user,
              complete(given, Ids.of("V"), previous, stack.isEmpty() ? null : stack.get(0).id()));
      stack.add(view);
      stacks.put(user, stack);
    }
    changes.happened();
    return copy(view);
  }

  private ObjectNode complete(JsonNode given, String id, String previousId, String rootId) {
    ObjectNode view = Json.copy(given);
    view.put("id", id).put("team_id", workspace.teamId()).put("app_id", AppIdentity.APP_ID);
    view.put("bot_id", AppIdentity.BOT_ID).put("app_installed_team_id", workspace.teamId());
    view.put("hash", System.currentTimeMillis() / 1000 + "." + Ids.hex(4));
    view.put("root_view_id", rootId == null ? id : rootId).put("previous_view_id", previousId);
    for (String field : List.of("private_metadata", "callback_id", "external_id")) {
      view.put(field, Json.text(given, field));
    }
    view.put("clear_on_close", given.path("clear_on_close").asBoolean());
    view.put("notify_on_close", given.path("notify_on_close").asBoolean());
    view.set("blocks", Blocks.named(given.path("blocks")));
    view.putObject("state").putObject("values");
    return view;
  }

  private List<View> stack(String user) {
    return stacks.computeIfAbsent(user, u -> new ArrayList<>());
  }

  private Optional<View> locate(String id) {
    return stacks.values().stream()
        .flatMap(List::stream)
        .filter(v -> v.id().equals(id) || Json.text(v.json(), "external_id").equals(id))
        .findFirst();
  }

  private static View copy(View view) {
    return new View(view.user(), view.json().deepCopy());
  }
}
