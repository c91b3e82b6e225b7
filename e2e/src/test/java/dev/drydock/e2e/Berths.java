package dev.drydock.e2e;

import java.util.List;

/** Every application of the suite: all stand in one {@code drydock.yaml}, as in production. */
final class Berths {
  static final Berth UPGRADE = Berth.of("keeper-upgrade");
  static final Berth SCALE = new Berth("keeper-scale", true);
  static final Berth BROKEN = Berth.of("keeper-broken");
  static final Berth BROKEN_SCALE = new Berth("keeper-broken-scale", true);

  static final List<Berth> ALL = List.of(UPGRADE, SCALE, BROKEN, BROKEN_SCALE);

  private Berths() {}
}
