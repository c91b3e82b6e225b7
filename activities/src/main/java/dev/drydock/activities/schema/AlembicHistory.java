package dev.drydock.activities.schema;

import dev.drydock.workflows.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The revisions that {@code alembic history} prints, as the graph that they are: {@code r2, x1 (b1)
 * -> m (billing) (head) (mergepoint), message} comes after r2 and x1, and depends on b1.
 */
final class AlembicHistory {
  private static final Pattern LINE =
      Pattern.compile("(\\S.*?) -> ([^ ,()]+)((?: \\([^)]*\\))*)(?:, (.*))?");
  private static final Pattern SEPARATORS = Pattern.compile("[, ()]+");
  private static final String NOTHING = "<base>";

  private record Revision(Change change, List<String> needs) {}

  private final String typed;
  private final Map<String, Revision> newestFirst = new LinkedHashMap<>();
  private final Map<String, List<String>> withLabel = new HashMap<>();

  private AlembicHistory(String typed) {
    this.typed = typed;
  }

  static AlembicHistory of(ToolOutput answer) {
    AlembicHistory history = new AlembicHistory(answer.typed());
    answer.lines().stream().map(LINE::matcher).filter(Matcher::matches).forEach(history::add);
    return history;
  }

  private void add(Matcher line) {
    String id = line.group(2);
    Change change = new Change(id, line.group(4) == null ? "" : line.group(4));
    newestFirst.put(id, new Revision(change, List.of(SEPARATORS.split(line.group(1)))));
    for (String label : SEPARATORS.split(line.group(3))) {
      withLabel.computeIfAbsent(label, none -> new ArrayList<>()).add(id);
    }
  }

  boolean knows(String id) {
    return newestFirst.containsKey(id);
  }

  /** What is surely there where these are: they, and what they need. */
  Set<String> upTo(Collection<String> ids) {
    return closure(ids, false);
  }

  /**
   * @param isWide how a dependency is taken that names a branch by its label, which is printed at
   *     each of its revisions: as all of them, or as the oldest only
   * @throws ToolTrouble where one of these is not listed: what it needs would be left out
   */
  private Set<String> closure(Collection<String> ids, boolean isWide) {
    Set<String> all = new HashSet<>();
    List<String> next = new ArrayList<>(ids);
    while (!next.isEmpty()) {
      for (String id : listed(next.remove(next.size() - 1), isWide)) {
        if (all.add(id)) {
          newestFirst.get(id).needs().stream().filter(n -> !n.equals(NOTHING)).forEach(next::add);
        }
      }
    }
    return all;
  }

  private List<String> listed(String need, boolean isWide) {
    List<String> found = knows(need) ? List.of(need) : withLabel.get(need);
    if (found == null) {
      throw new ToolTrouble("\"" + typed + "\" does not list " + need);
    }
    return isWide ? found : found.subList(found.size() - 1, found.size());
  }

  /**
   * What an upgrade runs, in an order in which it can. Rather is a change shown that the database
   * has than one left out.
   */
  List<Change> pending(Collection<String> current, String target) {
    Set<String> pending = closure(List.of(target), true);
    pending.removeAll(upTo(current));
    List<Change> oldestFirst = new ArrayList<>();
    for (Revision revision : newestFirst.values()) {
      if (pending.contains(revision.change().id())) {
        oldestFirst.add(0, revision.change());
      }
    }
    return oldestFirst;
  }
}
