package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.Digest;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** How Drydock's own objects are named and recognized. */
public final class Names {
  public static final String FIELD_MANAGER = "drydock";
  public static final String FINALIZER = "drydock.dev/outcome";
  public static final String RUN_LABEL = "drydock.dev/run";
  static final Map<String, String> MANAGED =
      Map.of("app.kubernetes.io/managed-by", "drydock", "app.kubernetes.io/name", "drydock");

  /** Leaves room for a prefix within the 63 characters of a host name. */
  private static final int LONGEST = 45;

  /** Tells a pod in which a plan was computed, and which may go. */
  static final String PURPOSE_LABEL = "drydock.dev/purpose";

  static final String PLANNING = "plan";

  /** Of the activity that made a plan's pod. */
  static final String ATTEMPT_LABEL = "drydock.dev/attempt";

  private static final int SUFFIX = 4;

  private Names() {}

  /** Name of a run's maintenance pod: {@code drydock-keeper-41}. */
  public static String maintenancePod(String run) {
    return "drydock-" + safe(run);
  }

  /**
   * Name of a short-lived pod in which a plan is computed, another each time: an attempt that was
   * given up and lives on must not find, and remove, the pod of the next one.
   */
  public static String planPod(String run) {
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < SUFFIX; i++) {
      suffix.append(Character.forDigit(ThreadLocalRandom.current().nextInt(36), 36));
    }
    return "drydock-plan-" + safe(run) + "-" + suffix;
  }

  /** What tells a run's own pods. */
  public static Map<String, String> labelOf(String run) {
    return Map.of(RUN_LABEL, safe(run));
  }

  /**
   * Server-side apply in Drydock's name.
   *
   * @param force true: fields that somebody else owns become Drydock's; else they are a conflict
   */
  static PatchContext apply(boolean force) {
    return applying(force).build();
  }

  /** The same by force, tried out only. */
  static PatchContext tryOut() {
    return applying(true).withDryRun(List.of("All")).build();
  }

  private static PatchContext.Builder applying(boolean force) {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(FIELD_MANAGER)
        .withForce(force);
  }

  /** A run's id as label value and part of a name; different ids stay different. */
  static String safe(String run) {
    String clean =
        run.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-").replaceAll("^-+|-+$", "");
    if (clean.equals(run) && clean.length() <= LONGEST) {
      return clean;
    }
    String cut = clean.substring(0, Math.min(clean.length(), LONGEST - 9)).replaceAll("-+$", "");
    return cut + "-" + Digest.ofName(run);
  }
}
