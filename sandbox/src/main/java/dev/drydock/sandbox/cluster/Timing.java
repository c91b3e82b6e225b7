package dev.drydock.sandbox.cluster;

import java.time.Duration;

/**
 * The cluster's own pace.
 *
 * @param backOff first wait before a container that keeps ending is started again, and between two
 *     tries to pull an image; doubled each time up to 30 times its length (Kubernetes: 10 s)
 * @param podRemoval from the end of the last process to the removal of the pod object (a real
 *     cluster takes 0.7 to 1.0 s)
 */
public record Timing(Duration backOff, Duration podRemoval) {
  /** Kubernetes' own back-off, and a quick removal. */
  public static final Timing DEFAULT = new Timing(Duration.ofSeconds(10), Duration.ofMillis(200));

  Duration backOff(int times) {
    Duration longest = backOff.multipliedBy(30);
    Duration next = backOff.multipliedBy(1L << Math.min(times, 10));
    return next.compareTo(longest) > 0 ? longest : next;
  }
}
