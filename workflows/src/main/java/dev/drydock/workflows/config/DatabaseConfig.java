package dev.drydock.workflows.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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
    return "jdbc:postgresql://"
        + host
        + ":"
        + port
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8);
  }
}
