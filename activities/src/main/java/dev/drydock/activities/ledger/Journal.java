package dev.drydock.activities.ledger;

import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.StepRef;
import java.util.Optional;

/** What the deeds write into the ledger while they go. */
public interface Journal {
  /** One line for the card; the caller writes at most one each second. */
  void progress(StepRef ref, String line);

  /** Keeps content under its digest; keeping the same again is nothing. */
  Artifact keep(String kind, byte[] content);

  byte[] fetch(Artifact artifact);

  /**
   * Names the newest artifact for a run: keeper-41 + "manifest". Append-only; naming the same again
   * is nothing.
   */
  void name(String run, String name, Artifact artifact);

  Optional<Artifact> named(String run, String name);
}
