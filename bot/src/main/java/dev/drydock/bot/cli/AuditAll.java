package dev.drydock.bot.cli;

import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.book.Entry;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.RunBook;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Every run of the ledger checked: its chain, its artifacts, and whether a number is missing. What
 * is gone from the end of the list it cannot see: that takes a hash or a number kept elsewhere.
 *
 * @param wrong one line each; empty where all is well
 */
record AuditAll(int runs, long events, List<String> wrong) {

  static AuditAll of(RunBook book) {
    List<Entry> entries = book.entries();
    List<String> wrong = new ArrayList<>(missing(entries));
    Set<String> ids = entries.stream().map(Entry::run).collect(Collectors.toSet());
    book.changedSince(0).stream()
        .filter(run -> !ids.contains(run))
        .forEach(run -> wrong.add(run + ": it has events, and is not in the list of runs"));
    long events = 0;
    for (Entry entry : entries) {
      List<Event> of = book.events(entry.run());
      events += of.size();
      trouble(book, entry.run(), of).forEach(what -> wrong.add(entry.run() + ": " + what));
    }
    return new AuditAll(entries.size(), events, List.copyOf(wrong));
  }

  /** Runs are numbered without a gap, from 1, by database. */
  private static List<String> missing(List<Entry> entries) {
    Map<String, TreeSet<Integer>> numbers = new TreeMap<>();
    entries.forEach(
        entry ->
            numbers.computeIfAbsent(entry.database(), any -> new TreeSet<>()).add(entry.number()));
    List<String> missing = new ArrayList<>();
    numbers.forEach(
        (database, known) -> {
          int next = 1;
          for (int number : known) {
            if (number > next) {
              missing.add("database " + database + ": " + gap(next, number - 1));
            }
            next = number + 1;
          }
        });
    return missing;
  }

  private static String gap(int first, int last) {
    return first == last
        ? "run number " + first + " is missing"
        : "run numbers " + first + " to " + last + " are missing";
  }

  private static Set<String> trouble(RunBook book, String run, List<Event> events) {
    Set<String> trouble = new LinkedHashSet<>();
    if (events.isEmpty()) {
      trouble.add("it has no events");
    }
    Optional<Event> broken = book.brokenLink(run);
    broken.ifPresent(event -> trouble.add("chain BROKEN at event " + event.seq()));
    Artifacts kept = new Artifacts(book);
    for (Artifact artifact : kept.in(events)) {
      if (kept.whole(artifact.digest()).isEmpty()) {
        trouble.add(artifact.kind() + " " + artifact.digest() + " DIFFERS");
      }
    }
    return trouble;
  }

  String summary() {
    String all = Words.count(runs, "run") + ", " + Words.count(events, "event") + ": ";
    return all
        + (wrong.isEmpty()
            ? "every chain and every artifact verified, no number missing"
            : Words.count(wrong.size(), "thing") + " wrong");
  }
}
