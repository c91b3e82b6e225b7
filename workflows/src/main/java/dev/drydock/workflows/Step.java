package dev.drydock.workflows;

import java.util.Locale;

/**
 * The steps of the procedure, in their order. A step's {@link #word()} is the word on the card, in
 * the ledger, in {@code docs/procedure.md} and in the command line.
 */
public enum Step {
  PLAN,
  BACKUP,
  MAINTENANCE_POD,
  TAKE_DOWN,
  SEAL,
  UPGRADE,
  VERIFY,
  BRING_UP,
  REPORT;

  /** The step in words: {@code take down}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The step as written in {@code drydock.yaml} and on the command line: {@code take-down}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** True where users are shut out while the step runs. */
  public boolean isDowntime() {
    return compareTo(TAKE_DOWN) >= 0 && compareTo(BRING_UP) <= 0;
  }
}
