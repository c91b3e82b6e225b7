package dev.drydock.activities.database;

import dev.drydock.workflows.Discard;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import java.util.List;
import java.util.Optional;

/** What the steps need to know of and do to an app's database. */
public interface Databases extends Fences, Rows {
  /**
   * Facts for the plan.
   *
   * @throws Unreachable when its server does not answer
   * @throws io.temporal.failure.ApplicationFailure {@code Failures.refused} with a clear text when
   *     the password is wrong, or a right is missing (as the GRANT to copy)
   */
  default Facts facts(AppConfig app) {
    return facts(app, false);
  }

  /**
   * The same, also later in a run.
   *
   * @param isDumped true once its durable backup is whole: then no room is asked for another
   */
  Facts facts(AppConfig app, boolean isDumped);

  /**
   * The content at one moment; may take a second per gigabyte.
   *
   * @param progress told how far it is
   */
  Fingerprint fingerprint(AppConfig app, Gauge progress);

  /** As {@link #fingerprint(AppConfig, Gauge)}. */
  default Fingerprint fingerprint(AppConfig app) {
    return fingerprint(app, Gauge.NONE);
  }

  /**
   * Names of tables, sequences and schema objects that differ between two fingerprints (the figures
   * are in the ledger).
   */
  List<String> differences(Fingerprint before, Fingerprint now);

  /**
   * Holds this moment as the one from which {@link #writtenSince} counts. Returns once it is held;
   * it is read while the run goes on, and users with it.
   */
  void baseline(AppConfig app, String run);

  /** Before users are let in: takes this moment where the baseline was lost with its worker. */
  void keepBaseline(AppConfig app, String run);

  /**
   * What was written since the baseline, if anything; keeps it beside the run's backup. Waits until
   * the baseline is read, then fences the database. Where the baseline was lost it cannot be told,
   * and counts as written.
   *
   * @param progress told how far it is
   */
  Optional<Discard> writtenSince(AppConfig app, String run, Gauge progress);

  /** As {@link #writtenSince(AppConfig, String, Gauge)}. */
  default Optional<Discard> writtenSince(AppConfig app, String run) {
    return writtenSince(app, run, Gauge.NONE);
  }

  /** What an upgrade left behind and should not have, one line each; empty is good. */
  List<String> troubles(AppConfig app);

  /** The name that every session of a run's upgrade carries. */
  static String sessionName(String run) {
    return "drydock-" + run;
  }

  /**
   * @param notes what the approver should know, one line each
   */
  record Facts(String serverVersion, long sizeBytes, WayBack wayBack, List<String> notes) {}
}
