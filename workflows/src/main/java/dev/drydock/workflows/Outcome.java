package dev.drydock.workflows;

/** How a run ended. The first two are the promised outcomes; of the others, nothing was touched. */
public enum Outcome {
  /** The new version is up on the new schema. */
  UPGRADED("Upgraded"),
  /** The old version is up on the old schema and data. */
  ROLLED_BACK("Rolled back"),
  /** The plan cannot be carried out; nothing was touched. */
  REFUSED("Refused"),
  /** People said no; nothing was touched. */
  REJECTED("Rejected"),
  /** Nobody said yes in time; nothing was touched. */
  EXPIRED("Expired"),
  /** What was approved is no longer what would run; nothing was touched. */
  VOID("Approval void"),
  /** Somebody stopped it before the application was touched. */
  ABORTED("Aborted"),
  /** A step before the take-down failed; nothing was touched. */
  STOPPED("Stopped"),
  /** The take-down was refused before it did anything; nothing was touched. */
  NOT_CARRIED_OUT("Not carried out");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  /** The first word of the card when the run is over. */
  public String word() {
    return word;
  }
}
