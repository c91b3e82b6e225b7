package dev.drydock.workflows;

import java.util.List;

/**
 * Somebody wants the run to stop and everything put back.
 *
 * @param groups ids of the user groups the person is in, as the bot found them at that moment
 */
public record Abort(String run, String actor, Source source, String reason, List<String> groups) {
  /** Bots of the first versions tell no groups. */
  public Abort {
    groups = groups == null ? List.of() : List.copyOf(groups);
  }

  /** Of somebody in no group. */
  public Abort(String run, String actor, Source source, String reason) {
    this(run, actor, source, reason, List.of());
  }
}
