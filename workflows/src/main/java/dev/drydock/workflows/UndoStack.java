package dev.drydock.workflows;

import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Functions.Proc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What has to be undone, newest first. Unlike Temporal's {@code Saga} it stops at the first undo
 * that fails, keeps it, and can name all that is left.
 */
final class UndoStack {
  private final Deque<Entry> entries = new ArrayDeque<>();
  private final List<String> undone = new ArrayList<>();

  /**
   * @param words what the undo does, for people
   */
  record Entry(Step step, String words, Proc deed) {}

  /**
   * @param discard the code of what going on would discard; empty where it is not that
   * @param loss the same in full; null where it is not that, or not told
   */
  record Failed(Entry entry, String cause, String discard, Discard loss) {
    static Failed of(Entry entry, TemporalFailure failure) {
      return new Failed(entry, Causes.of(failure), Causes.discard(failure), Causes.loss(failure));
    }
  }

  void register(Step step, String words, Proc deed) {
    entries.push(new Entry(step, words, deed));
  }

  /**
   * Undoes newest first until all is undone or one fails; that one stays on top and is tried first
   * the next time.
   */
  Optional<Failed> unwind(Consumer<Entry> before) {
    while (!entries.isEmpty()) {
      Entry entry = entries.peek();
      before.accept(entry);
      try {
        entry.deed().apply();
      } catch (TemporalFailure e) {
        return Optional.of(Failed.of(entry, e));
      }
      undone.add(entry.words());
      entries.pop();
    }
    return Optional.empty();
  }

  /** The newest one, if it is that step's: its deed is known to have done nothing. */
  void forget(Step step) {
    if (!entries.isEmpty() && entries.peek().step() == step) {
      entries.pop();
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** What is left, in words, newest first. */
  List<String> words() {
    return entries.stream().map(Entry::words).toList();
  }

  /** What was undone, in that order. */
  List<String> undone() {
    return List.copyOf(undone);
  }
}
