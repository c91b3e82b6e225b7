package dev.drydock.workflows;

import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;

/**
 * Failures are named by what happens next. Anything an activity throws that is not one of these is
 * tried again until the step's limit runs out.
 */
public final class Failures {
  /** The plan cannot be carried out: tell the person, touch nothing. */
  public static final String REFUSED = "Refused";

  /** What was approved is not what would run: void. */
  public static final String PLAN_CHANGED = "PlanChanged";

  /** The step failed for good: roll back. */
  public static final String STEP_FAILED = "StepFailed";

  /**
   * The new version may have accepted writes: an undo that would discard them stops and asks a
   * person.
   */
  public static final String WRITES_FOUND = "WritesFound";

  /** The take-down was refused before anything was done to the application: void. */
  public static final String UNTOUCHED = "Untouched";

  static final String REJECTED = "Rejected";
  static final String EXPIRED = "Expired";
  static final String ABORTED = "Aborted";

  private Failures() {}

  /**
   * Ends the run before anything is touched; {@code message} says what is wrong, where, and what
   * would be right.
   */
  public static ApplicationFailure refused(String message) {
    return expected(message, REFUSED);
  }

  public static ApplicationFailure planChanged(String message) {
    return expected(message, PLAN_CHANGED);
  }

  public static ApplicationFailure stepFailed(String message) {
    return expected(message, STEP_FAILED);
  }

  /** {@code message} names the tables; who agrees to lose the rows names {@code discard}. */
  public static ApplicationFailure writesFound(String message, Discard discard) {
    return ApplicationFailure.newBuilder()
        .setMessage(message)
        .setType(WRITES_FOUND)
        .setNonRetryable(true)
        .setDetails(discard.code(), discard)
        .setCategory(ApplicationErrorCategory.BENIGN)
        .build();
  }

  public static ApplicationFailure untouched(String message) {
    return expected(message, UNTOUCHED);
  }

  /** Foreseen, and told to people: not a fault in the worker's log. */
  private static ApplicationFailure expected(String message, String type) {
    return ApplicationFailure.newBuilder()
        .setMessage(message)
        .setType(type)
        .setNonRetryable(true)
        .setCategory(ApplicationErrorCategory.BENIGN)
        .build();
  }
}
