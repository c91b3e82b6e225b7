package dev.drydock.activities.database;

import dev.drydock.workflows.config.AppConfig;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeping everybody else off an app's database. What a run holds and what it has fenced stands in
 * the database server itself, under the run's name, so that it outlives every process and is seen
 * by a Drydock of another installation.
 *
 * <p>Each call may be repeated. Each but {@link #claim} throws {@code Failures.stepFailed} where
 * the database is held by another run.
 */
public interface Fences {
  /** Whoever comes again and again is ended each time, for hours; so many tell who it is. */
  int MOST_NAMED = 50;

  /**
   * Makes the database this run's alone.
   *
   * @throws io.temporal.failure.ApplicationFailure {@code Failures.stepFailed} naming the run that
   *     holds it, and since when
   */
  void claim(AppConfig app, String run);

  /**
   * What {@link #claim} would say, sooner.
   *
   * @throws io.temporal.failure.ApplicationFailure as it does
   */
  void requireFree(AppConfig app, String run);

  /**
   * Ends every session on the database and lets no new one in. What the app's configuration leaves
   * out of the fence stays out.
   *
   * @return the sessions that it ended, one line each: who, from where, what
   * @throws io.temporal.failure.ApplicationFailure {@code Failures.stepFailed} naming those that it
   *     may not end
   */
  List<String> fence(AppConfig app, String run);

  /**
   * Lets no new session in, unless that is so or the schema tool is let in already. Ends nobody: it
   * may be called beside the seal and the upgrade.
   */
  void raise(AppConfig app, String run);

  /**
   * Opens a fenced database for this run's own sessions: whoever else comes finds it read-only and
   * is ended. Nothing to do where it is not fenced.
   *
   * @param addresses from which the schema tool comes
   * @param seen told from another thread
   */
  Pass letIn(AppConfig app, String run, Set<String> addresses, Seen seen);

  /** For Drydock's own questions. */
  default Pass letIn(AppConfig app, String run) {
    return letIn(app, run, Set.of(), Seen.NOTHING);
  }

  /** Puts back what was there before {@link #fence}. The run holds the database still. */
  void unfence(AppConfig app, String run);

  /** Lets go of the database; unfences it before, where it is fenced. */
  void release(AppConfig app, String run);

  /** Who holds the database; empty where nobody does. */
  Optional<Hold> held(AppConfig app);

  /**
   * Unfences and lets go of it, for a person who knows that the run is over. Nothing to do where
   * nobody holds it.
   *
   * @param shown the {@link Hold#id} of what that person has seen
   * @throws HoldChanged where by now it is held by another, or otherwise
   */
  void breakHold(AppConfig app, String shown);

  /** Told what is seen at the fence while it is open. */
  interface Seen {
    Seen NOTHING =
        new Seen() {
          @Override
          public void ended(String session) {}

          @Override
          public void waiting(String line) {}
        };

    /** The session of somebody else was ended: who, from where, what. */
    void ended(String session);

    /** The schema tool waits for a lock: which, and who holds it. */
    void waiting(String line);
  }

  /**
   * @param id tells it from every other, earlier or later, also of the same run
   * @param run that holds it
   * @param isOurs false where that is a run of another ledger
   * @param words who it is, since when, from where
   */
  record Hold(String id, String run, boolean isOurs, boolean isFenced, String words) {
    private static final DateTimeFormatter UTC =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** A moment in {@link #words}, as everywhere on the command line. */
    public static String at(Instant moment) {
      return UTC.format(moment);
    }

    /**
     * Why another run may not go on, and what a person does about it.
     *
     * @param what is held
     * @param words who holds it
     */
    public static String refusal(String what, String words, AppConfig app) {
      return what
          + " is held by "
          + words
          + "; once that run is over for certain, where it was started: drydock unfence "
          + app.name();
    }
  }

  /** The way through the fence while it is open. */
  interface Pass extends AutoCloseable {
    /**
     * Once the schema tool's process has ended: its server may not have noticed, go on with what it
     * was told last, and commit. Ends every session on the database but Drydock's own, where others
     * are kept out; else those whose {@code application_name} is {@link Databases#sessionName}.
     * Returns when they are gone.
     *
     * @throws io.temporal.failure.ApplicationFailure {@code Failures.stepFailed} naming those of
     *     the tool that it may not end
     */
    void endSessions();

    /** Closes the fence again; never throws. */
    @Override
    void close();

    /** Stops watching and leaves it open: the schema tool may be at work still. Never throws. */
    default void leave() {}
  }
}
