package dev.drydock.workflows.book;

import dev.drydock.workflows.Step;

/**
 * Data of {@link Event.Kind#STEP_FAILED}: one attempt.
 *
 * @param deed the activity: {@code Schema.upgrade}
 * @param attempt counts from 1
 * @param error in one line, without secrets
 * @param willRetry false when this was for good
 */
public record StepFailed(
    Step step, boolean undo, String deed, int attempt, String error, boolean willRetry) {
  /** The error of a deed that did not fail by itself: somebody stopped the run. */
  public static final String CANCELED = "canceled";
}
