package dev.drydock.activities.ledger;

import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.StepRef;
import java.util.Optional;

/** What the deeds write into the ledger while they go. Safe for many threads. */
public interface Journal {
  /** What tells the runs of this ledger from those of another, which may have the same names. */
  String installation();

  /**
   * True once a run has ended for good, one way or the other: nothing of it is at work any more.
   */
  boolean isClosed(String run);

  /** A line for the card; the caller sends at most one each second. */
  void progress(StepRef ref, String line);

  /** Keeps the content under its digest; keeping the same again is nothing. */
  Artifact keep(String kind, byte[] content);

  /**
   * @throws IllegalStateException when the ledger does not hold it
   */
  byte[] fetch(Artifact artifact);

  /** Keeps an artifact under a name for a run, append-only; naming the same again is nothing. */
  void name(String run, String name, Artifact artifact);

  /**
   * Tells what is known of a run now to all who read the run; telling the same again is nothing.
   *
   * @param name also of the artifact that keeps it
   * @param fact a small record
   */
  void fact(String run, String name, Object fact);

  /** The newest artifact kept under a name for a run: {@code keeper-41} and {@code manifest}. */
  Optional<Artifact> named(String run, String name);
}
