package dev.drydock.activities.schema;

import dev.drydock.activities.database.Engine;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.Few;
import dev.drydock.activities.kubernetes.ProgressLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What was seen at the fence while the schema tool was let in; told on the card as it happens. */
final class AtFence implements Fences.Seen {
  private static final int MOST_KEPT = 1_000;

  private final Engine engine;
  private final ProgressLines progress;
  private final List<String> ended = new ArrayList<>();
  private int endedMore;
  private volatile String lastWait = "";

  AtFence(Engine engine, ProgressLines progress) {
    this.engine = engine;
    this.progress = progress;
  }

  @Override
  public synchronized void ended(String session) {
    if (ended.size() < MOST_KEPT) {
      ended.add(session);
    } else {
      endedMore++;
    }
  }

  @Override
  public void waiting(String line) {
    lastWait = line;
    progress.sayIfDue(line);
  }

  /** Whose sessions were ended, but for those that came from {@code addresses}; not too many. */
  synchronized List<String> endedNotOf(Set<String> addresses) {
    List<String> foreign =
        ended.stream()
            .filter(
                session -> addresses.stream().noneMatch(a -> session.contains(" from " + a + " ")))
            .toList();
    return Few.of(foreign, Fences.MOST_NAMED, endedMore);
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
