package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives a trouble that may pass the time to do so; any other ends the wait at once. */
final class Patience {
  /** Until the step's own limit ends the wait. */
  static final Duration AS_LONG_AS_THE_STEP = Duration.ofDays(365);

  private static final String STATUS = "status/";

  private final Duration soon;
  private final Duration later;
  private final Map<String, Instant> since = new HashMap<>();
  private final Map<String, String> seen = new HashMap<>();

  /**
   * @param soon for what passes soon, if it passes
   * @param later for what controllers are at work on
   */
  Patience(Duration soon, Duration later) {
    this.soon = soon;
    this.later = later;
  }

  /**
   * @throws Trouble when a pod will not come up
   */
  void check(List<Pod> pods) {
    check(pods, Optional.empty());
  }

  /**
   * @param ofAll what stands against the whole roll-out
   * @throws Trouble when a pod will not come up
   */
  void check(List<Pod> pods, Optional<PodTrouble> ofAll) {
    Map<String, PodTrouble> now = new LinkedHashMap<>();
    ofAll.ifPresent(trouble -> now.put(STATUS, trouble));
    for (Pod pod : pods) {
      if (pod.getMetadata().getDeletionTimestamp() == null) {
        PodTrouble.of(pod)
            .ifPresent(trouble -> now.put(STATUS + pod.getMetadata().getUid(), trouble));
      }
    }
    now.forEach(this::bear);
    since.keySet().removeIf(key -> key.startsWith(STATUS) && !now.containsKey(key));
    seen.keySet().retainAll(since.keySet());
  }

  private static String moreTelling(String before, String now) {
    boolean isSameKind = before.split(" ", 2)[0].equals(now.split(" ", 2)[0]);
    return isSameKind && before.length() > now.length() ? before : now;
  }

  /**
   * @param key of the same trouble each time
   * @throws Trouble when it has lasted too long
   */
  void bear(String key, PodTrouble trouble) {
    Instant first = since.computeIfAbsent(key, unused -> Instant.now());
    // "back-off pulling" follows on what the registry said, and older kubelets do not repeat it
    String words = seen.merge(key, trouble.words(), Patience::moreTelling);
    Duration most =
        switch (trouble.passing()) {
          case NEVER -> Duration.ZERO;
          case SOON -> soon;
          case LATER -> later;
        };
    if (trouble.passing() == PodTrouble.Passing.NEVER || first.plus(most).isBefore(Instant.now())) {
      throw new Trouble(words);
    }
  }

  /** That trouble has gone. */
  void forget(String key) {
    since.remove(key);
    seen.remove(key);
  }

  /** What stands in the way now, for the end of a message; empty where nothing does. */
  String words() {
    return seen.values().stream().findFirst().map(words -> "; " + words).orElse("");
  }
}
