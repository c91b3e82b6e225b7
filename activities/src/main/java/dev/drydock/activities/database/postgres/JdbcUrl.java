package dev.drydock.activities.database.postgres;

import dev.drydock.workflows.config.DatabaseConfig;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Where PostgreSQL's driver finds a database. */
final class JdbcUrl {
  private JdbcUrl() {}

  /**
   * @param database on the server of {@code at}
   */
  static String of(DatabaseConfig at, String database) {
    return "jdbc:postgresql://" + at.host() + ":" + at.port() + "/" + encoded(database);
  }

  /** A name may have anything in it; in an URL only letters and digits stand for themselves. */
  private static String encoded(String name) {
    StringBuilder url = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain = b > 0 && (Character.isLetterOrDigit(b) || "-_.".indexOf(b) >= 0);
      url.append(isPlain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b));
    }
    return url.toString();
  }
}
