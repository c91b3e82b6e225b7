package dev.drydock.workflows;

import io.temporal.activity.ActivityInterface;
import java.time.Instant;
import java.util.List;

/**
 * What the workflow itself tells the ledger. Each deed's start and end are written where the deed
 * is done.
 */
@ActivityInterface(namePrefix = "Ledger.")
public interface LedgerActivities {
  /**
   * Opens the run under the next free number of its database.
   *
   * @return the run's id: {@code keeper-41}; the same for the same {@code execution}
   */
  String open(Open in);

  void gateOpened(GateOpened in);

  void decided(Decided in);

  void gateClosed(GateClosed in);

  void rollingBack(RollingBack in);

  void needsOperator(NeedsOperator in);

  void resumed(Resumed in);

  void close(Close in);

  /**
   * @param execution first Temporal run id of the chain
   */
  record Open(MigrationRequest request, String workflowId, String execution) {}

  record GateOpened(
      String run,
      String execution,
      GatePolicy policy,
      String digest,
      Instant expiresAt,
      List<String> evidence) {}

  record Decided(Decision decision, Instant at) {}

  /**
   * @param verdict {@code approved}, {@code rejected} or {@code expired}
   */
  record GateClosed(String run, Step gate, String digest, String verdict) {}

  /**
   * @param by person id when somebody aborted, or empty
   */
  record RollingBack(String run, String cause, String by, List<String> toUndo) {
    /** False where the app was not taken down: all there is to undo is the maintenance pod. */
    public boolean touched() {
      return toUndo.size() > 1;
    }
  }

  record NeedsOperator(String run, OperatorNeed need) {}

  record Resumed(Resume resume) {}

  record Close(String run, Report report) {}
}
