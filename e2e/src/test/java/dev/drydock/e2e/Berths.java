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

  static final Berth BENCH = Berth.of("keeper-bench");

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
          BENCH);

  private Berths() {}
}
