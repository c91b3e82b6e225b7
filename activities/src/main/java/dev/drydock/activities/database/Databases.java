package dev.drydock.activities.database;

import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import java.util.List;

/** What the steps need to know of and do to an app's database. */
public interface Databases {
  /**
   * Facts for the plan.
   *
   * @throws io.temporal.failure.ApplicationFailure refused, with a clear text, when it cannot be
   *     reached, the password is wrong, or a right is missing (as the GRANT to copy)
   */
  Facts facts(AppConfig app);

  /** Runs a query that returns one column; each row as text. */
  List<String> query(AppConfig app, String sql);

  boolean tableExists(AppConfig app, String table);

  /**
   * Ends the sessions of a run (application_name = sessionName(run)) and waits until they are gone.
   */
  void endSessions(AppConfig app, String run);

  Fingerprint fingerprint(AppConfig app);

  /** Names of tables whose content differs between two fingerprints (details are in the ledger). */
  List<String> differences(Fingerprint before, Fingerprint now);

  /** Invalid indexes, unvalidated leftovers etc. found after an upgrade, one line each. */
  List<String> troubles(AppConfig app);

  /** {@code application_name} of every session of a run. */
  static String sessionName(String run) {
    return "drydock-" + run;
  }

  /**
   * @param serverVersion as the server says it: {@code 16.14}
   * @param sizeBytes of the database
   * @param wayBack how everything would be put back
   * @param notes for the approver, one line each
   */
  record Facts(String serverVersion, long sizeBytes, WayBack wayBack, List<String> notes) {}
}
