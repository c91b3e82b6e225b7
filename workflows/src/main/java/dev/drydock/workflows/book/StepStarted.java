package dev.drydock.workflows.book;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.drydock.workflows.Step;

/**
 * Data of {@link Event.Kind#STEP_STARTED}.
 *
 * @param deed the activity: {@code Schema.upgrade}
 * @param attempt counts from 1
 * @param by which Drydock, and where: {@code drydock 0.1.0 on drydock-activity-0}; null where a
 *     version wrote it that did not tell
 */
public record StepStarted(
    Step step,
    boolean undo,
    String deed,
    int attempt,
    @JsonInclude(JsonInclude.Include.NON_NULL) String by) {
  public StepStarted(Step step, boolean undo, String deed, int attempt) {
    this(step, undo, deed, attempt, null);
  }
}
