package dev.drydock.workflows;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;
import java.time.Duration;

/** Failures in one line for people, and the outcome they lead to where nothing was touched. */
final class Causes {
  /** A card and a line of the ledger take no more; a thousand tables may stand in a failure. */
  private static final int LONGEST = 2_000;

  private Causes() {}

  static String of(TemporalFailure failure) {
    String all = whole(failure);
    return all.length() <= LONGEST ? all : all.substring(0, LONGEST) + "...";
  }

  private static String whole(TemporalFailure failure) {
    if (failure instanceof ActivityFailure activity
        && activity.getCause() instanceof TemporalFailure cause) {
      return whole(cause);
    }
    if (failure instanceof ApplicationFailure told) {
      return String.valueOf(told.getOriginalMessage());
    }
    if (failure instanceof TimeoutFailure timeout) {
      return timeout.getCause() instanceof TemporalFailure last
          ? "ran out of time; at last: " + whole(last)
          : "ran out of time (" + timeout.getTimeoutType() + ")";
    }
    return failure instanceof CanceledFailure
        ? "canceled in Temporal"
        : String.valueOf(failure.getMessage());
  }

  static String aborted(Abort abort) {
    String reason = abort.reason() == null || abort.reason().isBlank() ? "" : ": " + abort.reason();
    return Report.ABORTED_BY + abort.actor() + reason;
  }

  /** Where nothing was touched: the failure's name says how the run ended. */
  static Outcome outcome(TemporalFailure failure, Abort abort) {
    if (abort != null || isCanceled(failure)) {
      return Outcome.ABORTED;
    }
    return switch (type(failure)) {
      case Failures.REJECTED -> Outcome.REJECTED;
      case Failures.EXPIRED -> Outcome.EXPIRED;
      case Failures.PLAN_CHANGED -> Outcome.VOID;
      case Failures.REFUSED -> Outcome.REFUSED;
      case Failures.UNTOUCHED -> Outcome.NOT_CARRIED_OUT;
      default -> Outcome.STOPPED;
    };
  }

  /** The code of what a restore would discard, where that is what stopped it; else empty. */
  static String discard(TemporalFailure failure) {
    return type(failure).equals(Failures.WRITES_FOUND)
            && failure.getCause() instanceof ApplicationFailure told
            && told.getDetails().getSize() > 0
        ? told.getDetails().get(String.class)
        : "";
  }

  /** The same in full; null also where an earlier version told only the code. */
  static Discard loss(TemporalFailure failure) {
    return discard(failure).isEmpty()
            || !(failure.getCause() instanceof ApplicationFailure told)
            || told.getDetails().getSize() < 2
        ? null
        : told.getDetails().get(1, Discard.class);
  }

  static boolean isUntouched(TemporalFailure failure) {
    return type(failure).equals(Failures.UNTOUCHED);
  }

  private static boolean isCanceled(TemporalFailure failure) {
    return failure instanceof CanceledFailure || failure.getCause() instanceof CanceledFailure;
  }

  private static String type(TemporalFailure failure) {
    Throwable named = failure instanceof ActivityFailure ? failure.getCause() : failure;
    return named instanceof ApplicationFailure told ? told.getType() : "";
  }

  /** {@code 1 h 30 min}. */
  static String words(Duration duration) {
    StringBuilder words = new StringBuilder();
    append(words, duration.toHours(), "h");
    append(words, duration.toMinutesPart(), "min");
    append(words, duration.toSecondsPart(), "s");
    return words.length() == 0 ? "0 s" : words.toString();
  }

  private static void append(StringBuilder words, long amount, String unit) {
    if (amount > 0) {
      words.append(words.length() == 0 ? "" : " ").append(amount).append(' ').append(unit);
    }
  }
}
