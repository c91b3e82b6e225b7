package dev.drydock.bot.desk;

import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Receipt;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.config.Apps;

/** What people can ask; {@link FrontDesk} is the one that takes it to Temporal. */
public interface Desk {
  /**
   * @return the Temporal run id, by which {@link RunBook#byExecution} finds the run
   * @throws Refused in words for the person
   */
  String start(String app, String version, Caller caller, String channel);

  /** Computes a plan and touches nothing. May take minutes. */
  Plan plan(String app, String version, Caller caller);

  /**
   * @param digest of the gate as the person was shown it, or its eight-letter code
   */
  Receipt decide(String run, String digest, boolean approve, String reason, Caller caller);

  Receipt abort(String run, String reason, Caller caller);

  /**
   * @param keepNew to bring the new version up again instead of trying the undo again
   * @param discard the code of what may be lost; null for nothing
   */
  Receipt resume(String run, boolean keepNew, String discard, Caller caller);

  /** A run by its id, or else the newest of an app by that name. */
  RunView known(String runOrApp);

  RunBook book();

  Apps apps();
}
