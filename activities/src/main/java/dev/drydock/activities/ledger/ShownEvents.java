package dev.drydock.activities.ledger;

import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.RunView;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What views are folded from, read once and then from the last known event on. That the ledger
 * still has that one, by its hash, proves that it has all before it; if not, it was restored, and
 * all is read anew. Safe for many threads.
 */
final class ShownEvents {
  private static final int MOST_RUNS = 64;
  private final Map<String, List<Event>> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(MOST_RUNS, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, List<Event>> eldest) {
              return size() > MOST_RUNS;
            }
          });

  List<Event> of(Connection connection, String run) throws SQLException {
    List<Event> before = known.getOrDefault(run, List.of());
    List<Event> now =
        before.isEmpty() ? EventLog.shown(connection, run) : goOn(connection, run, before);
    known.put(run, now);
    return now;
  }

  private static List<Event> goOn(Connection connection, String run, List<Event> before)
      throws SQLException {
    Event last = before.get(before.size() - 1);
    List<Event> from = EventLog.from(connection, run, last.seq());
    if (from.isEmpty() || !from.get(0).hash().equals(last.hash())) {
      return EventLog.shown(connection, run);
    }
    List<Event> all = new ArrayList<>(before);
    all.addAll(from.subList(1, from.size()));
    return newest(all);
  }

  /** The same choice as {@link EventLog#shown}. */
  private static List<Event> newest(List<Event> events) {
    Set<String> replaced = new HashSet<>();
    List<Event> backwards = new ArrayList<>();
    for (int i = events.size() - 1; i >= 0; i--) {
      Event event = events.get(i);
      if (event.kind() != Event.Kind.STEP_PROGRESS || isNews(event, replaced)) {
        backwards.add(event);
      }
    }
    Collections.reverse(backwards);
    return List.copyOf(backwards);
  }

  private static boolean isNews(Event progress, Set<String> replaced) {
    String step = progress.data().path("step").asText() + progress.data().path("undo").asText();
    return replaced.add(step) || progress.data().path("line").asText().startsWith(RunView.ENDED);
  }
}
