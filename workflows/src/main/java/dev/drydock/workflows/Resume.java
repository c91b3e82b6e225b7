package dev.drydock.workflows;

import java.util.List;

/**
 * Somebody says how to go on after an undo failed.
 *
 * @param keepNew false to try the undo again; true to bring the new version up again and keep it,
 *     which is possible where its take-down is what failed: the way out when it has accepted writes
 *     that a roll-back would lose
 * @param discard the code of what the person agrees to lose, {@code 7F3A-K2Q9}; null for nothing
 * @param groups ids of the user groups the person is in, as the bot found them at that moment
 */
public record Resume(
    String run, String actor, Source source, boolean keepNew, String discard, List<String> groups) {

  /** Bots of the first versions tell no groups. */
  public Resume {
    groups = groups == null ? List.of() : List.copyOf(groups);
  }

  /** Of somebody in no group. */
  public Resume(String run, String actor, Source source, boolean keepNew, String discard) {
    this(run, actor, source, keepNew, discard, List.of());
  }

  /** To try the undo again. */
  public Resume(String run, String actor, Source source) {
    this(run, actor, source, false, null);
  }

  /** True where it says what becomes of what the new version wrote. */
  public boolean decidesOnWrites() {
    return keepNew || discard != null;
  }
}
