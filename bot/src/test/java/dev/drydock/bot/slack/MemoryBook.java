package dev.drydock.bot.slack;

import dev.drydock.workflows.book.Entry;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.Link;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunFold;
import dev.drydock.workflows.book.RunView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A ledger in memory, made of events. */
public final class MemoryBook implements RunBook {
  private final List<Event> all = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Map<String, byte[]> artifacts = new HashMap<>();
  private boolean broken;
  private Error failsToLook;
  private Error failsToFind;

  public synchronized void add(String run, Instant at, Event.Kind kind, Object data) {
    all.add(new Event(all.size() + 1L, run, at, kind, Json.tree(data), "sha256:" + all.size()));
  }

  public synchronized void artifact(String digest, String content) {
    artifacts.put(digest, content.getBytes(StandardCharsets.UTF_8));
  }

  public synchronized List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  /** From now on every reading fails, or again none. */
  public synchronized void broken(boolean nowBroken) {
    broken = nowBroken;
  }

  /** From now on looking for changes ends in that, or again in nothing where it is null. */
  public synchronized void failsToLook(Error with) {
    failsToLook = with;
  }

  /** The same of reading one run. */
  public synchronized void failsToFind(Error with) {
    failsToFind = with;
  }

  private static void fail(Error with) {
    if (with != null) {
      throw with;
    }
  }

  @Override
  public List<Entry> entries() {
    return List.of();
  }

  @Override
  public synchronized List<RunView> recent(int atMost) {
    return views().stream()
        .sorted(Comparator.comparing(RunView::openedAt).reversed())
        .limit(atMost)
        .toList();
  }

  @Override
  public synchronized List<RunView> open() {
    return views().stream().filter(view -> !view.isClosed()).toList();
  }

  @Override
  public synchronized Optional<RunView> find(String run) {
    fail(failsToFind);
    return views().stream().filter(view -> view.run().equalsIgnoreCase(run)).findFirst();
  }

  @Override
  public synchronized Optional<RunView> byExecution(String execution) {
    return views().stream().filter(view -> view.execution().equals(execution)).findFirst();
  }

  @Override
  public synchronized List<Event> events(String run) {
    return all.stream().filter(event -> event.run().equals(run)).toList();
  }

  @Override
  public Optional<RunView> newestOf(String app) {
    return recent(Integer.MAX_VALUE).stream()
        .filter(view -> view.app().equalsIgnoreCase(app))
        .findFirst();
  }

  @Override
  public List<Event> shown(String run) {
    return events(run);
  }

  @Override
  public List<Link> links(String run) {
    return List.of();
  }

  @Override
  public synchronized long newestSeq() {
    fail(failsToLook);
    if (broken) {
      throw new IllegalStateException("the ledger is away");
    }
    return all.size();
  }

  @Override
  public synchronized List<String> changedSince(long seq) {
    return all.stream().filter(event -> event.seq() > seq).map(Event::run).distinct().toList();
  }

  @Override
  public synchronized Optional<byte[]> artifact(String digest) {
    return Optional.ofNullable(artifacts.get(digest));
  }

  @Override
  public synchronized void refused(Refusal refusal) {
    refusals.add(refusal);
  }

  @Override
  public Optional<Event> brokenLink(String run) {
    return Optional.empty();
  }

  private List<RunView> views() {
    List<String> runs = all.stream().map(Event::run).distinct().toList();
    return runs.stream().map(run -> RunFold.fold(events(run))).toList();
  }
}
