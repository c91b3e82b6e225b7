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

  static final Berth PARTS_UPGRADE = Berth.of("parts-upgrade");
  static final Berth PARTS_TAKE_DOWN = Berth.of("parts-take-down");
  static final Berth PARTS_BACK = Berth.of("parts-back");
  static final Berth PARTS_GATE = Berth.of("parts-gate");
  static final Berth PARTS_ROLLED_OUT = Berth.of("parts-rolled-out");
  static final Berth PARTS_DOCTOR = Berth.of("parts-doctor");
  static final Berth PARTS_SLACK = Berth.of("parts-slack");
  static final Berth PARTS_TEMPORAL = Berth.of("parts-temporal");
  static final Berth PARTS_API = Berth.of("parts-api");
  static final Berth PARTS_POSTGRES = Berth.of("parts-postgres");

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
          PARTS_UPGRADE,
          PARTS_TAKE_DOWN,
          PARTS_BACK,
          PARTS_GATE,
          PARTS_ROLLED_OUT,
          PARTS_DOCTOR,
          PARTS_SLACK,
          PARTS_TEMPORAL,
          PARTS_API,
          PARTS_POSTGRES);

  private Berths() {}
}
