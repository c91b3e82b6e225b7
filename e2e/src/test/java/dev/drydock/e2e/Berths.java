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

  // rights, secrets, Slack's other door
  private static final String TOO_LARGE = "maintenance: {resources: {requests: {cpu: 100}}}";
  static final Berth RIGHTS_DELETE = Berth.of("rights-delete");
  static final Berth RIGHTS_DELETE_STUCK = Berth.of("rights-delete-stuck", TOO_LARGE);
  static final Berth RIGHTS_SCALE = new Berth("rights-scale", true);
  static final Berth RIGHTS_SCALE_STUCK = new Berth("rights-scale-stuck", true, TOO_LARGE);
  static final Berth RIGHTS_CANARY = Berth.of("rights-canary");
  static final Berth RIGHTS_HTTP = Berth.of("rights-http");

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
          RIGHTS_DELETE,
          RIGHTS_DELETE_STUCK,
          RIGHTS_SCALE,
          RIGHTS_SCALE_STUCK,
          RIGHTS_CANARY,
          RIGHTS_HTTP);

  private Berths() {}
}
