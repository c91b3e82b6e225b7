package dev.drydock.workflows.config;

import java.util.Locale;

/** What an app's database may be. */
public enum EngineKind {
  POSTGRES("PostgreSQL", 5432, "postgres");

  private final String title;
  private final int port;
  private final String adminDatabase;

  EngineKind(String title, int port, String adminDatabase) {
    this.title = title;
    this.port = port;
    this.adminDatabase = adminDatabase;
  }

  /** As it is written in {@code drydock.yaml}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that {@code key} stands for. */
  public static EngineKind of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }

  /** As people call it. */
  public String title() {
    return title;
  }

  /** Where its servers usually listen. */
  public int port() {
    return port;
  }

  /** A database that each of its servers usually has. */
  public String adminDatabase() {
    return adminDatabase;
  }
}
