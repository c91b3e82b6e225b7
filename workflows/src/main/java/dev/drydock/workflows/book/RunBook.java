package dev.drydock.workflows.book;

import java.util.List;
import java.util.Optional;

/** Reading the ledger, and the one thing the bot writes into it. Safe for many threads. */
public interface RunBook {
  /** Every run, the newest first, without its story. */
  List<Entry> entries();

  /** The newest runs first. */
  List<RunView> recent(int atMost);

  /** Runs that are not closed, oldest first. */
  List<RunView> open();

  /** A run by its id, {@code keeper-41}; letters in any case. */
  Optional<RunView> find(String run);

  /** The run that a Temporal execution opened, once it has. */
  Optional<RunView> byExecution(String execution);

  /** The newest run of an app, by its name; letters in any case. */
  Optional<RunView> newestOf(String app);

  /** All events of a run in order, for who audits it; empty when there is no such run. */
  List<Event> events(String run);

  /**
   * The same without the lines of a step's progress that a newer one replaced, and that nobody
   * needs any more: what {@link RunFold} makes the same view of. A run of ten hours has a hundred
   * of these events, and tens of thousands of the others.
   */
  List<Event> shown(String run);

  /** The same events as their hashes are made of them. */
  List<Link> links(String run);

  /** The newest {@link Event#seq()}; grows when anything changes anywhere. */
  long newestSeq();

  /** Ids of runs that have events after {@code seq}. */
  List<String> changedSince(long seq);

  /** Content of an artifact by its digest. */
  Optional<byte[]> artifact(String digest);

  /** The runs' refused decisions stand in the ledger too. */
  void refused(Refusal refusal);

  /**
   * Checks a run's chain of hashes.
   *
   * @return the first event whose hash does not follow from the one before it, if any
   */
  Optional<Event> brokenLink(String run);
}
