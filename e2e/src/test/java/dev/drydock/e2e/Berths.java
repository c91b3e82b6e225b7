package dev.drydock.e2e;

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

  // TakeDownTest, BadDaysTest
  static final Berth SCALED = new Berth("cluster-scaled", true);
  static final Berth GITOPS = Berth.of("cluster-gitops");
  static final Berth SCALED_UP = new Berth("cluster-scaled-up", true);
  static final Berth AUTOSCALED = new Berth("cluster-autoscaled", true);
  static final Berth AUTOSCALED_DELETED = Berth.of("cluster-autoscaled-deleted");
  static final Berth HELD = Berth.of("cluster-held", "limits: {take-down: 20s}");
  static final Berth HELD_SCALED =
      new Berth("cluster-held-scaled", true, "limits: {take-down: 20s}");
  static final Berth NOT_ADMITTED = Berth.of("cluster-not-admitted");
  static final Berth ROTATED = Berth.of("cluster-rotated");
  static final Berth CHANGED = Berth.of("cluster-changed");
  static final Berth RIGHTS_TAKEN = Berth.of("cluster-rights-taken");
  static final Berth NO_REGISTRY = Berth.of("cluster-no-registry");

  static final List<Berth> ALL =
      List.of(
          UPGRADE,
          BROKEN,
          NEVER_READY,
          ABORTED,
          WRONG_IMAGE,
          NO_RIGHTS,
          MEMORY,
          UNSCHEDULABLE,
          EVICTED,
          DRAINED,
          SCALED,
          GITOPS,
          SCALED_UP,
          AUTOSCALED,
          AUTOSCALED_DELETED,
          HELD,
          HELD_SCALED,
          NOT_ADMITTED,
          ROTATED,
          CHANGED,
          RIGHTS_TAKEN,
          NO_REGISTRY);

  private Berths() {}
}
