package dev.drydock.bot.cli;

import dev.drydock.workflows.book.Entry;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.Link;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunFold;
import dev.drydock.workflows.book.RunView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A ledger of one run in memory. Each look shows one event more, once {@link #hidden} is set. */
final class FakeBook implements RunBook {
  final List<Event> events = new ArrayList<>();
  final Map<String, byte[]> artifacts = new HashMap<>();
  int hidden;

  /** How many readings fail. */
  int away;

  /** How many looks for an execution find nothing. */
  int unopened;

  Event broken;

  /** Older runs than the one told by {@link #events}. */
  final List<RunView> earlier = new ArrayList<>();

  /** Numbers of runs that somebody took out of the list. */
  final List<Integer> gone = new ArrayList<>();

  void add(Event.Kind kind, Object data) {
    long seq = events.size() + 1L;
    events.add(
        new Event(seq, Runs.RUN, Runs.AT.plusSeconds(seq), kind, Json.tree(data), "sha256:" + seq));
  }

  private void requireThere() {
    if (--away >= 0) {
      throw new Unreachable("the ledger is away", null);
    }
  }

  private List<Event> seen() {
    return events.subList(0, events.size() - hidden);
  }

  private List<RunView> all() {
    List<RunView> all = new ArrayList<>();
    if (!seen().isEmpty()) {
      all.add(RunFold.fold(seen()));
    }
    all.addAll(earlier);
    return all;
  }

  @Override
  public List<Entry> entries() {
    List<RunView> all = all();
    return IntStream.range(0, all.size())
        .filter(at -> !gone.contains(all.size() - at))
        .mapToObj(at -> entry(all.get(at), all.size() - at))
        .toList();
  }

  private static Entry entry(RunView of, int number) {
    return new Entry(of.run(), of.database().name(), number, of.app(), of.openedAt());
  }

  @Override
  public List<RunView> recent(int atMost) {
    return all().stream().limit(atMost).toList();
  }

  @Override
  public List<RunView> open() {
    return find(Runs.RUN).filter(view -> !view.isClosed()).stream().toList();
  }

  @Override
  public Optional<RunView> find(String run) {
    return all().stream().filter(view -> view.run().equals(run)).findFirst();
  }

  @Override
  public Optional<RunView> byExecution(String execution) {
    requireThere();
    unopened--;
    return unopened < 0 && execution.equals(Runs.EXECUTION) ? find(Runs.RUN) : Optional.empty();
  }

  @Override
  public List<Event> events(String run) {
    requireThere();
    List<Event> now = List.copyOf(seen());
    hidden = Math.max(0, hidden - 1);
    return now;
  }

  @Override
  public Optional<RunView> newestOf(String app) {
    return find(Runs.RUN).filter(view -> view.app().equalsIgnoreCase(app));
  }

  @Override
  public List<Event> shown(String run) {
    return events(run);
  }

  @Override
  public List<Link> links(String run) {
    return events(run).stream()
        .map(
            event ->
                new Link(
                    event.seq(),
                    run,
                    event.at().toString(),
                    event.kind().name(),
                    "",
                    event.data().toString(),
                    "",
                    event.hash()))
        .toList();
  }

  @Override
  public long newestSeq() {
    return seen().size();
  }

  @Override
  public List<String> changedSince(long seq) {
    return newestSeq() > seq ? List.of(Runs.RUN) : List.of();
  }

  @Override
  public Optional<byte[]> artifact(String digest) {
    return Optional.ofNullable(artifacts.get(digest));
  }

  @Override
  public void refused(Refusal refusal) {
    add(Event.Kind.DECISION_REFUSED, refusal);
  }

  @Override
  public Optional<Event> brokenLink(String run) {
    return Optional.ofNullable(broken);
  }
}
