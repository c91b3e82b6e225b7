package dev.drydock.workflows;

/**
 * One queue per set of rights. The bot needs none: it starts, asks and reads, and nothing calls it.
 */
public final class TaskQueues {
  /** Workers here hold no credentials. */
  public static final String WORKFLOWS = "drydock-workflows";

  /** Workers here reach databases and Kubernetes. */
  public static final String ACTIVITIES = "drydock-activities";

  private TaskQueues() {}
}
