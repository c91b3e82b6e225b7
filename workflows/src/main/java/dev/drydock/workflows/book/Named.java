package dev.drydock.workflows.book;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.Artifact;
import java.util.Optional;

/**
 * Data of {@link Event.Kind#KEPT}.
 *
 * @param name by which the run's newest one is found: {@code manifest}, {@code upgrade-log}
 * @param fact the artifact's content where that is small and belongs on the card, as {@link
 *     WrittenAfter}; else null
 */
public record Named(String name, Artifact artifact, JsonNode fact) {
  /** Of the whole log of a run's upgrade. */
  public static final String UPGRADE_LOG = "upgrade-log";

  public Named {
    fact = fact == null || fact.isNull() ? null : fact;
  }

  public Named(String name, Artifact artifact) {
    this(name, artifact, null);
  }

  /** Empty where it is something else. */
  public Optional<WrittenAfter> writtenAfter() {
    return fact == null || !name.equals(WrittenAfter.NAME)
        ? Optional.empty()
        : Optional.of(Json.convert(fact, WrittenAfter.class));
  }
}
