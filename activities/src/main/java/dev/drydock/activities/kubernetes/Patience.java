package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives a trouble that may pass some time to do so; any other ends the wait at once. */
final class Patience {
  private static final String STATUS = "status/";

  private final Duration forWhatMayPass;
  private final Map<String, Instant> since = new HashMap<>();
  private final Map<String, String> seen = new HashMap<>();

  Patience(Duration forWhatMayPass) {
    this.forWhatMayPass = forWhatMayPass;
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
    if (!trouble.mayPass()) {
      throw new Trouble(trouble.words());
    }
    if (first.plus(forWhatMayPass).isBefore(Instant.now())) {
      throw new Trouble(words);
    }
  }
}
