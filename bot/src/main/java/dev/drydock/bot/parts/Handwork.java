package dev.drydock.bot.parts;

import dev.drydock.activities.ledger.LedgerPool;
import dev.drydock.activities.ledger.PostgresLedger;
import dev.drydock.bot.cli.Unreachable;
import dev.drydock.bot.desk.Caller;
import dev.drydock.workflows.book.ByHand;
import java.util.function.Supplier;

/**
 * What people do by hand, recorded in the ledger first. As the workers' role: who does it needs the
 * workers' credentials for the deed itself.
 */
public final class Handwork {
  private final Supplier<PostgresLedger> ledger;

  public Handwork(Supplier<PostgresLedger> ledger) {
    this.ledger = ledger;
  }

  /**
   * @param deed as in {@link ByHand}
   * @return false where the ledger has no such run, and so no chain to which it belongs
   * @throws Unreachable it could not be recorded, and must not be done
   */
  boolean record(String run, Caller by, String deed, String what) {
    try {
      return ledger.get().byHand(run, new ByHand(by.person(), by.source(), deed, what));
    } catch (LedgerPool.LedgerFailure e) {
      throw new Unreachable(e.getMessage() + "; what is not recorded is not done", e);
    }
  }
}
