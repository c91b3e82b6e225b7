package dev.drydock.activities.schema;

import dev.drydock.activities.database.Engine;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.kubernetes.ProgressLines;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was seen at the fence while the schema tool was let in; told on the card as it happens. */
final class AtFence implements Fences.Seen {
  private final Engine engine;
  private final ProgressLines progress;
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private volatile String lastWait = "";

  AtFence(Engine engine, ProgressLines progress) {
    this.engine = engine;
    this.progress = progress;
  }

  @Override
  public void ended(String session) {
    ended.add(session);
  }

  @Override
  public void waiting(String line) {
    lastWait = line;
    progress.sayIfDue(line);
  }

  /** Whose sessions were ended, but for those that came from {@code addresses}. */
  List<String> endedNotOf(Set<String> addresses) {
    return ended.stream()
        .filter(session -> addresses.stream().noneMatch(a -> session.contains(" from " + a + " ")))
        .toList();
  }

  /**
   * What the tool itself could not know.
   *
   * @param said the last lines it wrote
   */
  String hint(String said) {
    String hint = engine.hint(said, lastWait);
    return hint.isEmpty() ? "" : "; " + hint;
  }
}
