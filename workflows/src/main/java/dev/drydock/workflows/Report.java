package dev.drydock.workflows;

import java.time.Duration;
import java.util.List;

/**
 * How a run ended.
 *
 * @param cause why it did not become {@link Outcome#UPGRADED}, one line; empty when it did
 * @param downtime from the moment the old version was told to stop until a version served again;
 *     zero when it never stopped
 * @param approvedBy people ids
 * @param leftToDo what a person still has to do; empty most often
 */
public record Report(
    String run,
    Outcome outcome,
    String cause,
    Duration downtime,
    List<String> approvedBy,
    List<String> leftToDo) {
  /**
   * With it the cause of an aborted run begins; the person follows, and a reason if one was given.
   */
  public static final String ABORTED_BY = "aborted by ";
}
