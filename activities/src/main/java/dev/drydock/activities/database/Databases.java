package dev.drydock.activities.database;

import dev.drydock.workflows.Discard;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import java.util.List;
import java.util.Optional;

/** What the steps need to know of and do to an app's database. */
public interface Databases extends Fences {
  /**
   * Facts for the plan.
   *
   * @throws Unreachable when its server does not answer
   * @throws io.temporal.failure.ApplicationFailure {@code Failures.refused} with a clear text when
   *     the password is wrong, or a right is missing (as the GRANT to copy)
   */
  Facts facts(AppConfig app);

  /** Runs a query that returns one column; each row as text. */
  List<String> query(AppConfig app, String sql);

  /**
   * @param table with or without its schema, as SQL writes it
   */
  boolean tableExists(AppConfig app, String table);

  /**
   * Ends the sessions of a run, those whose {@code application_name} is {@link #sessionName}, and
   * waits until they are gone.
   */
  void endSessions(AppConfig app, String run);

  /** The content at one moment; may take a second per gigabyte. */
  Fingerprint fingerprint(AppConfig app);

  /**
   * Names of tables, sequences and schema objects that differ between two fingerprints (the figures
   * are in the ledger).
   */
  List<String> differences(Fingerprint before, Fingerprint now);

  /**
   * A {@link #fingerprint}, equal to one of the same content, by which {@link #writtenSince} finds
   * later what was written since. Takes up to twice as long.
   */
  Fingerprint mark(AppConfig app);

  /**
   * What was written since that fingerprint, if anything; keeps it beside the run's backup.
   *
   * @param since from {@link #mark}, after the upgrade
   */
  Optional<Discard> writtenSince(AppConfig app, String run, Fingerprint since);

  /** What an upgrade left behind and should not have, one line each; empty is good. */
  List<String> troubles(AppConfig app);

  /** The {@code application_name} that every session of a run's upgrade carries. */
  static String sessionName(String run) {
    return "drydock-" + run;
  }

  /**
   * @param notes what the approver should know, one line each
   */
  record Facts(String serverVersion, long sizeBytes, WayBack wayBack, List<String> notes) {}
}
