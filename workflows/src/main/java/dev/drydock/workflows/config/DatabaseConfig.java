package dev.drydock.workflows.config;

/**
 * How Drydock itself reaches the app's database.
 *
 * @param engine what it is
 * @param user role with the rights that the engine's fence and copies need
 * @param adminDatabase another database on that server, to connect to while the app's is renamed
 * @param fence how far others are kept off while it is migrated
 * @param tls of Drydock's own connections
 */
public record DatabaseConfig(
    EngineKind engine,
    String host,
    int port,
    String name,
    String user,
    SecretRef password,
    String adminDatabase,
    FenceWay fence,
    Tls tls) {

  /** A PostgreSQL one that is fenced in full. */
  public DatabaseConfig(
      String host, int port, String name, String user, SecretRef password, String adminDatabase) {
    this(
        EngineKind.POSTGRES,
        host,
        port,
        name,
        user,
        password,
        adminDatabase,
        FenceWay.FULL,
        Tls.PREFERRED);
  }

  public DatabaseConfig fencedBy(FenceWay way) {
    return new DatabaseConfig(engine, host, port, name, user, password, adminDatabase, way, tls);
  }

  public DatabaseConfig encryptedBy(Tls other) {
    return new DatabaseConfig(
        engine, host, port, name, user, password, adminDatabase, fence, other);
  }
}
