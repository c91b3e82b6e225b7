package dev.drydock.e2e;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;

/** Every application of the suite: all stand in one {@code drydock.yaml}, as in production. */
final class Berths {
  static final Berth UPGRADE = Berth.of("keeper-upgrade");
  static final Berth BROKEN = Berth.of("keeper-broken");
  static final Berth NEVER_READY = Berth.of("keeper-never-ready", "limits: {bring-up: 20s}");
  static final Berth ABORTED = Berth.of("keeper-aborted");
  static final Berth WRONG_IMAGE = Berth.of("keeper-wrong-image");
  static final Berth NO_RIGHTS = Berth.of("keeper-no-rights");
  static final Berth MEMORY =
      Berth.of("keeper-memory", "maintenance: {resources: {limits: {memory: 192Mi}}}");
  static final Berth UNSCHEDULABLE =
      Berth.of("keeper-unschedulable", "maintenance: {resources: {requests: {cpu: 100}}}");
  static final Berth EVICTED =
      Berth.of("keeper-evicted", "maintenance: {resources: {limits: {ephemeral-storage: 24Mi}}}");
  static final Berth DRAINED = Berth.of("keeper-drained");
  static final Berth FORGOTTEN = Berth.of("keeper-forgotten", "maintenance: {sidecars: [proxy]}");
  static final Berth BENCH = Berth.of("keeper-bench");
  static final Berth BENCH_EARLY = Berth.of("keeper-bench-early").startingEarly();
  static final Berth EARLY = Berth.of("keeper-early").startingEarly();
  static final Berth EARLY_BROKEN = new Berth("keeper-early-broken", true).startingEarly();

  // rights, secrets, Slack's other door
  static final Berth RIGHTS_DELETE = Berth.of("rights-delete");
  static final Berth RIGHTS_DELETE_STUCK = Berth.of("rights-delete-stuck");
  static final Berth RIGHTS_SCALE = new Berth("rights-scale", true);
  static final Berth RIGHTS_SCALE_STUCK = new Berth("rights-scale-stuck", true);
  static final Berth RIGHTS_CANARY = Berth.of("rights-canary");
  static final Berth LOGGED = Berth.of("rights-logged");
  static final Berth RIGHTS_HTTP = Berth.of("rights-http");

  // TakeDownTest, BadDaysTest
  static final Berth SCALED = new Berth("cluster-scaled", true);
  static final Berth GITOPS = Berth.of("cluster-gitops");
  static final Berth SCALED_UP = new Berth("cluster-scaled-up", true);
  static final Berth AUTOSCALED = new Berth("cluster-autoscaled", true);
  static final Berth AUTOSCALED_DELETED = Berth.of("cluster-autoscaled-deleted");
  static final Berth HELD = Berth.of("cluster-held", "limits: {take-down: 20s}");
  static final Berth HELD_SCALED =
      new Berth("cluster-held-scaled", true, "limits: {take-down: 20s}");
  static final Berth FILES = Berth.of("cluster-files");
  static final Berth NOT_ADMITTED = Berth.of("cluster-not-admitted");
  static final Berth ROTATED = Berth.of("cluster-rotated");
  static final Berth ROTATED_LATE =
      Berth.of("cluster-rotated-late", "gates: [{before: take-down}, {before: upgrade}]");
  static final Berth CHANGED = Berth.of("cluster-changed");
  static final Berth RIGHTS_TAKEN = Berth.of("cluster-rights-taken");
  static final Berth NO_REGISTRY = Berth.of("cluster-no-registry");
  static final Berth PARTS_UPGRADE = Berth.of("parts-upgrade");
  static final Berth PARTS_TAKE_DOWN = Berth.of("parts-take-down");
  static final Berth PARTS_BACK = Berth.of("parts-back");
  static final Berth PARTS_GATE = Berth.of("parts-gate");
  static final Berth PARTS_ROLLED_OUT = Berth.of("parts-rolled-out");
  static final Berth PARTS_DOCTOR = Berth.of("parts-doctor");
  static final Berth PARTS_RIGHTS = Berth.of("parts-rights");
  static final Berth PARTS_SLACK = Berth.of("parts-slack");
  static final Berth PARTS_TEMPORAL = Berth.of("parts-temporal");
  static final Berth PARTS_TEMPORAL_BACK = Berth.of("parts-temporal-back");
  static final Berth PARTS_API = Berth.of("parts-api");
  static final Berth PARTS_POSTGRES = Berth.of("parts-postgres");

  static final Berth PARTS_MEMORY =
      Berth.of("parts-memory", "maintenance: {resources: {requests: {memory: 8Mi}}}");

  private Berths() {}

  /** All that are named here. */
  static List<Berth> all() {
    return Arrays.stream(Berths.class.getDeclaredFields())
        .filter(field -> field.getType() == Berth.class)
        .map(Berths::value)
        .toList();
  }

  private static Berth value(Field field) {
    try {
      return (Berth) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
