package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Waits for something in the cluster. What decides is a look (a GET) every little while; a {@link
 * Nudge} only makes the next look come sooner, as a watch can be blind for minutes. Each turn is a
 * sign of life to Temporal and ends the wait when the activity is canceled. A cluster that does not
 * answer for a while is waited for.
 */
public final class Await {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  /** In which to say why it failed, before Temporal's own end of the step. */
  private static final Duration LONGEST_MOMENT = Duration.ofSeconds(5);

  /** With all the repetitions of the client, when the cluster is away. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(25);

  private final Instant deadline;
  private final Duration limit;
  private final Nudge nudge;

  private Await(Instant deadline, Duration limit, Nudge nudge) {
    this.deadline = deadline;
    this.limit = limit;
    this.nudge = nudge;
  }

  public static Await atMost(Duration limit) {
    return new Await(Instant.now().plus(limit), limit, new Nudge());
  }

  /**
   * What is left of a step's limit, counted from its first attempt, less a moment in which to say
   * why it failed.
   */
  public static Await within(Duration stepLimit) {
    ActivityInfo activity = Activity.getExecutionContext().getInfo();
    Instant scheduled = Instant.ofEpochMilli(activity.getScheduledTimestamp());
    Duration allowed = activity.getScheduleToCloseTimeout();
    return allowed.isZero() || allowed.compareTo(stepLimit) > 0
        ? until(scheduled, stepLimit)
        : until(scheduled, allowed);
  }

  private static Await until(Instant scheduled, Duration limit) {
    Duration moment = shorter(limit.dividedBy(10), LONGEST_MOMENT);
    return new Await(scheduled.plus(limit).minus(moment), limit, new Nudge());
  }

  /** The same wait, cut short by {@code nudge}. */
  public Await nudgedBy(Nudge other) {
    return new Await(deadline, limit, other);
  }

  /**
   * Looks until there is an answer, as {@link #until}, and sooner when something happens to pods.
   */
  <T> T watching(
      KubernetesClient client,
      String namespace,
      LabelSelector selector,
      Supplier<String> missing,
      Supplier<Optional<T>> look) {
    Nudge happening = new Nudge();
    try (PodWatch watch = new PodWatch(client, namespace, selector, happening)) {
      return nudgedBy(happening)
          .until(
              missing,
              () -> {
                watch.keepOpen();
                return look.get();
              });
    }
  }

  /**
   * Looks until there is an answer.
   *
   * @param missing what is still waited for, in words for the card; asked when time is up
   * @throws Trouble when time is up
   */
  public <T> T until(Supplier<String> missing, Supplier<Optional<T>> look) {
    Duration pause = SHORTEST;
    String trouble = "";
    while (true) {
      beat();
      Optional<T> found = Optional.empty();
      try {
        found = look.get();
        trouble = "";
      } catch (KubernetesClientException e) {
        if (!ApiErrors.mayPass(e)) {
          throw e;
        }
        trouble = "; the cluster says: " + ApiErrors.said(e);
      }
      if (found.isPresent()) {
        return found.get();
      }
      if (Instant.now().isAfter(deadline)) {
        throw new Trouble("not within " + Words.of(limit) + ": " + missing.get() + trouble);
      }
      nudge.pause(shorter(pause, Duration.between(Instant.now(), deadline)));
      pause = shorter(pause.multipliedBy(2), LONGEST);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * To be asked just before what may take effect late: not begun unless there is time for a call
   * that the client sends again and again. Else it could come true when the step was given up and
   * its undo has looked already.
   *
   * @throws Trouble when there is too little time left
   */
  void requireTimeTo(String act) {
    Duration quarter = limit.dividedBy(4);
    Duration needed = quarter.compareTo(LONGEST_CALL) > 0 ? LONGEST_CALL : quarter;
    if (Instant.now().plus(needed).isAfter(deadline)) {
      throw new Trouble("too little is left of " + Words.of(limit) + " to " + act);
    }
  }

  /** The sign of life; throws when the activity is canceled or no longer wanted. */
  public static void beat() {
    Activity.getExecutionContext().heartbeat(null);
  }
}
