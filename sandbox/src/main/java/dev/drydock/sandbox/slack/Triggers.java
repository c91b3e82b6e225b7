package dev.drydock.sandbox.slack;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Trigger ids: made with each interaction, good once, for seconds. */
final class Triggers {
  private record Issued(String user, String viewId, long atNanos, boolean used) {}

  /**
   * @param viewId the view the person acted in, or empty
   */
  record Trigger(String user, String viewId) {}

  private final Map<String, Issued> issued = new ConcurrentHashMap<>();
  private final Timing timing;

  Triggers(Timing timing) {
    this.timing = timing;
  }

  String issue(String user, String viewId) {
    String id =
        System.currentTimeMillis()
            + "."
            + Integer.toUnsignedString(user.hashCode())
            + "."
            + Ids.hex(16);
    issued.put(id, new Issued(user, viewId, System.nanoTime(), false));
    return id;
  }

  /** Spends it. */
  Trigger exchange(String id) {
    Issued trigger = issued.get(id);
    if (trigger == null) {
      throw new SlackError("invalid_trigger_id");
    }
    if (System.nanoTime() - trigger.atNanos() > timing.triggerLife().toNanos()) {
      throw new SlackError("expired_trigger_id");
    }
    Issued spent = new Issued(trigger.user(), trigger.viewId(), trigger.atNanos(), true);
    if (trigger.used() || !issued.replace(id, trigger, spent)) {
      throw new SlackError("exchanged_trigger_id");
    }
    return new Trigger(trigger.user(), trigger.viewId());
  }
}
