package dev.drydock.workflows.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How Drydock itself reaches the app's database. The role needs to own the database, CREATEDB and
 * pg_signal_backend.
 *
 * @param adminDatabase another database on that server, to connect to while the app's is renamed
 * @param fence how far others are kept off while it is migrated
 */
public record DatabaseConfig(
    String host,
    int port,
    String name,
    String user,
    SecretRef password,
    String adminDatabase,
    FenceWay fence) {

  /** One that is fenced in full. */
  public DatabaseConfig(
      String host, int port, String name, String user, SecretRef password, String adminDatabase) {
    this(host, port, name, user, password, adminDatabase, FenceWay.FULL);
  }

  public String jdbcUrl() {
    return jdbcUrl(name);
  }

  /** Of another database on the same server. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host + ":" + port + "/" + encoded(database);
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
