package dev.drydock.workflows.book;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.Step;
import java.time.Duration;
import java.time.Instant;

/**
 * One step as it stands.
 *
 * @param undo true on the way back
 * @param deed the activity: {@code App.bringUpOld}
 * @param took of the whole step, from its first attempt since it was begun or resumed; null while
 *     it runs
 * @param attempt the last one's number
 * @param error of the last failed attempt, or null
 * @param progress the newest line about it, or null
 * @param result what it returned, or null
 */
public record StepView(
    Step step,
    boolean undo,
    String deed,
    State state,
    Instant startedAt,
    Duration took,
    int attempt,
    String error,
    String progress,
    JsonNode result) {

  /** True where it did not fail by itself: somebody stopped the run. */
  public boolean wasStopped() {
    return state == State.FAILED && StepFailed.CANCELED.equals(error);
  }

  /** True while it has failed and is tried again. */
  public boolean hasTrouble() {
    return error != null && (state == State.RUNNING || state == State.RETRYING);
  }

  /** Where a step stands. */
  public enum State {
    RUNNING,
    RETRYING,
    DONE,
    FAILED
  }
}
