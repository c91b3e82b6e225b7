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
 */
public record OperatorNeed(
    String failed,
    String cause,
    List<String> done,
    List<String> notDone,
    List<String> look,
    List<String> goOn) {}
