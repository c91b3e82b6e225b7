package dev.drydock.workflows.book;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * One line of the ledger.
 *
 * @param seq position in the whole ledger; grows
 * @param run id of the run
 * @param data the record that belongs to {@code kind}, as JSON; see {@link Kind}
 * @param hash {@code sha256:...} over this event and the hash of the run's event before it
 */
public record Event(long seq, String run, Instant at, Kind kind, JsonNode data, String hash) {

  /** What happened; each names the record in {@link Event#data()}. */
  public enum Kind {
    /** {@link Opened}. */
    OPENED,
    /** {@link StepStarted}. */
    STEP_STARTED,
    /** {@link StepProgress}. */
    STEP_PROGRESS,
    /**
     * {@link Named}: something was kept for the run, such as its manifest or its log; or is known
     * of it now.
     */
    KEPT,
    /** {@link StepDone}. */
    STEP_DONE,
    /** {@link StepFailed}. */
    STEP_FAILED,
    /** {@code LedgerActivities.GateOpened}. */
    GATE_OPENED,
    /** {@code LedgerActivities.Decided}. */
    DECIDED,
    /** {@link Refusal}: a decision that did not count. */
    DECISION_REFUSED,
    /** {@code LedgerActivities.GateClosed}. */
    GATE_CLOSED,
    /** {@code LedgerActivities.RollingBack}. */
    ROLLING_BACK,
    /** {@code LedgerActivities.NeedsOperator}. */
    NEEDS_OPERATOR,
    /** {@code LedgerActivities.Resumed}. */
    RESUMED,
    /** {@code LedgerActivities.Close}. */
    CLOSED,
    /** {@link ByHand}: a person's deed beside the run, which may be over long ago. */
    BY_HAND,
    /**
     * What a newer version wrote and this one has no name for: nobody folds it. Never written; its
     * real name is in the {@link Link}.
     */
    UNKNOWN;

    /**
     * @param name as the ledger has it
     */
    public static Kind of(String name) {
      return Stream.of(values())
          .filter(kind -> kind.name().equals(name))
          .findFirst()
          .orElse(UNKNOWN);
    }
  }

  /** The data as {@code type}. */
  public <T> T as(Class<T> type) {
    return Json.convert(data, type);
  }
}
