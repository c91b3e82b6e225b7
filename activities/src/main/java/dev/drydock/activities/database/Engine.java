package dev.drydock.activities.database;

import dev.drydock.activities.database.store.StoreFailure;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.config.AppConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a database engine does in its own way. Each call looks at what is there before it acts, so
 * that it may be repeated, also after it was killed anywhere.
 *
 * <p>Every call throws {@code Failures.stepFailed} where trying again would only prolong the
 * downtime.
 */
public interface Engine extends Databases, AutoCloseable {
  /**
   * The durable backup, taken while the application writes.
   *
   * @param progress told how far it is
   * @throws io.temporal.failure.ApplicationFailure {@code Failures.refused} where another run's
   *     stands in its place
   */
  Backup backUp(AppConfig app, String run, Gauge progress);

  /**
   * Keeps the database as it is at this moment, or finds what an earlier attempt kept. Nobody else
   * is on the database.
   *
   * @param method as {@code WayBack.seal} says
   * @param progress told how far it is
   */
  Seal seal(AppConfig app, String run, String method, Gauge progress);

  /**
   * Puts what was sealed in the database's place, in one transaction, and keeps aside what stood
   * there. Done already by an earlier attempt, it only says so.
   *
   * @param progress told how far it is
   */
  PutBack putBack(AppConfig app, String run, Seal seal, Gauge progress);

  /** All that runs left of the app's database: dumps, sealed copies, failed databases. */
  List<Leftover> leftovers(AppConfig app);

  /**
   * Drops one of them by its name. Whether a run still needs it the caller has to know.
   *
   * @return false where there is none of that name
   */
  boolean drop(AppConfig app, String name);

  /**
   * Removes what earlier runs left, beyond the newest {@code backup.keep} of them; dumps and failed
   * databases only once {@code backup.retention} is over.
   */
  void tidy(AppConfig app, String run);

  /**
   * What a schema tool's sessions are told: their name, to write where others may not, and to give
   * up rather than to wait for long.
   *
   * @param session by which {@link #endSessions} and the fence know them
   * @param serverVersion as {@link Databases.Facts} has it
   * @param statement how long one may run
   */
  ToolEnvironment toolEnvironment(String session, String serverVersion, Duration statement);

  /**
   * Whether a session comes to the app's own database while that is done.
   *
   * @param session its name, as {@link #toolEnvironment} tells it
   * @param addresses from which it may come under another name
   */
  boolean isVisited(AppConfig app, String session, Set<String> addresses, Runnable deed);

  /**
   * What a schema tool that failed could not know of the fence; empty where there is nothing to
   * add.
   *
   * @param said the last lines it wrote
   * @param waited the last that {@link Seen#waiting} was told, or empty
   */
  String hint(String said, String waited);

  /**
   * Whether trying again after this failure of its own would only prolong the downtime. False where
   * it may help, or nobody can tell.
   */
  boolean isForGood(RuntimeException failure);

  /**
   * Does it. A failure that trying again may mend stays as it is; the activity is then repeated.
   *
   * @throws io.temporal.failure.ApplicationFailure {@code Failures.stepFailed} for one that is for
   *     good
   */
  default <T> T ended(Supplier<T> deed) {
    try {
      return deed.get();
    } catch (StoreFailure e) {
      throw e.isForGood() ? Failures.stepFailed(e.getMessage()) : e;
    } catch (RuntimeException e) {
      throw isForGood(e) ? Failures.stepFailed(e.getMessage()) : e;
    }
  }

  /** Lets what was begun beside the steps come to its end, for a while. */
  @Override
  void close();

  /**
   * @param aside the name under which the failed database is kept
   * @param sealed what was sealed; null where nothing was
   */
  record PutBack(String aside, Fingerprint sealed) {}
}
