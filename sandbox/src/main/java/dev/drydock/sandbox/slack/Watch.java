package dev.drydock.sandbox.slack;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Remembers what a person saw before they did something, to tell afterwards what is new. */
final class Watch {
  private final Core core;
  private final String user;
  private final List<String> before;
  private final String topHash;

  Watch(Core core, String user) {
    this.core = core;
    this.user = user;
    this.before = core.messages().ephemerals(user).stream().map(Message::ts).toList();
    this.topHash = top().map(View::hash).orElse("");
  }

  Seen seen(String error) {
    return seen(error, Map.of());
  }

  Seen seen(String error, Map<String, String> fieldErrors) {
    List<Message> fresh =
        core.messages().ephemerals(user).stream().filter(m -> !before.contains(m.ts())).toList();
    return new Seen(error, fresh, fieldErrors, top().filter(v -> !v.hash().equals(topHash)));
  }

  private Optional<View> top() {
    List<View> stack = core.views().open(user);
    return stack.isEmpty() ? Optional.empty() : Optional.of(stack.get(stack.size() - 1));
  }
}
