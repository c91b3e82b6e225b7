package dev.drydock.workflows;

import java.util.List;

/**
 * What a person has to know when an undo failed.
 *
 * @param failed the undo that failed
 * @param cause why, in one line
 * @param done what was done or already undone, one line each
 * @param notDone what is not undone, newest first
 * @param look commands that show where things stand
 * @param goOn commands that go on
 * @param discard what going back would lose; null where nothing is lost, and in needs of the first
 *     versions
 */
public record OperatorNeed(
    String failed,
    String cause,
    List<String> done,
    List<String> notDone,
    List<String> look,
    List<String> goOn,
    Discard discard) {
  /** What follows {@code drydock resume RUN} where the new version is to be kept. */
  public static final String KEEP_NEW = " --keep-new";

  /** And where it is given up; what is agreed to be lost follows. */
  public static final String DISCARD = " --discard ";

  /** Where nothing would be lost. */
  public OperatorNeed(
      String failed,
      String cause,
      List<String> done,
      List<String> notDone,
      List<String> look,
      List<String> goOn) {
    this(failed, cause, done, notDone, look, goOn, null);
  }
}
