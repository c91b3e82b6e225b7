package dev.drydock.bot;

import java.util.Locale;

/** What a process of {@code drydock serve} does; each has its own rights. */
public enum Role {
  /** Decides what happens next. Holds no credentials but Temporal's. */
  WORKFLOW,
  /** Does it: reaches databases and Kubernetes, writes the ledger. */
  ACTIVITY,
  /** Speaks with Slack; reads the ledger. */
  BOT;

  /** As in {@code --roles}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
