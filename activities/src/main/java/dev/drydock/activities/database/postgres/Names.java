package dev.drydock.activities.database.postgres;

import dev.drydock.workflows.Digest;
import java.nio.charset.StandardCharsets;

/** Names of the databases that a run makes beside the app's; PostgreSQL cuts names at 63 bytes. */
final class Names {
  private static final int MOST_BYTES = 63;

  private Names() {}

  /** {@code keeper_drydock_41}: the sealed copy, or what is restored from a dump. */
  static String copy(String database, String run) {
    return fitting(database, "_drydock_" + number(run));
  }

  /** {@code keeper_backup_41}: the durable backup, restored beside the app's database. */
  static String backup(String database, String run) {
    return fitting(database, "_backup_" + number(run));
  }

  /** {@code keeper_failed_41}: what the upgrade left; a second one in a run gets {@code _2}. */
  static String failed(String database, String run, int nth) {
    return fitting(database, "_failed_" + number(run) + (nth == 1 ? "" : "_" + nth));
  }

  /** The 41 of {@code keeper-41}. */
  static int number(String run) {
    return Integer.parseInt(run.substring(run.lastIndexOf('-') + 1));
  }

  private static String fitting(String database, String suffix) {
    if (bytes(database + suffix) <= MOST_BYTES) {
      return database + suffix;
    }
    String hash = "_" + Digest.ofName(database);
    String cut = database;
    while (bytes(cut + hash + suffix) > MOST_BYTES) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut + hash + suffix;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
