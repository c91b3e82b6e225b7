package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Leftover;
import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that a run left: a dump, or a database beside the app's.
 *
 * @param name of the dump in its store, or of the database
 * @param kind {@code dump}, or what the database's tag says: {@code copy}, {@code backup}, {@code
 *     failed}
 * @param taken when it was made; null where that is not known
 * @param until kept so long at least; null where it has no such time
 */
record Kept(String name, String kind, String run, Instant taken, Instant until, long sizeBytes) {
  static final String DUMP = "dump";

  /** Of this app's database, the dumps first. */
  static List<Kept> all(Connection connection, BackupStore store, AppConfig app)
      throws SQLException {
    List<Kept> all = new ArrayList<>();
    for (String name : store.names()) {
      DumpManifest.find(store, name)
          .filter(manifest -> app.databaseId().equals(manifest.database()))
          .map(manifest -> of(name, manifest))
          .ifPresent(all::add);
    }
    for (Catalog.Entry entry : Catalog.tagged(connection, app.database().name())) {
      if (!entry.name().equals(app.database().name())) {
        all.add(of(entry, app));
      }
    }
    return all;
  }

  private static Kept of(String name, DumpManifest manifest) {
    return new Kept(
        name, DUMP, manifest.run(), manifest.taken(), manifest.until(), manifest.sizeBytes());
  }

  private static Kept of(Catalog.Entry entry, AppConfig app) {
    Tag tag = entry.tag().orElseThrow();
    boolean isFailed = tag.isFailedOf(tag.run());
    Instant until = isFailed && tag.at() != null ? tag.at().plus(app.backup().retention()) : null;
    return new Kept(entry.name(), tag.kind(), tag.run(), tag.at(), until, 0);
  }

  Leftover leftover(Connection connection, BackupStore store, AppConfig app) throws SQLException {
    boolean isDump = kind.equals(DUMP);
    return new Leftover(
        name,
        kind,
        run,
        isDump ? store.location(name) : app.database().host() + ":" + app.database().port(),
        taken,
        until,
        isDump ? sizeBytes : databaseBytes(connection));
  }

  private long databaseBytes(Connection connection) throws SQLException {
    return Long.parseLong(Sql.text(connection, "SELECT pg_database_size(?)::text", name));
  }

  int number() {
    return Names.number(run);
  }

  boolean isOver(Instant now) {
    return until == null || !until.isAfter(now);
  }

  void remove(Connection connection, BackupStore store) throws SQLException {
    if (kind.equals(DUMP)) {
      store.remove(name);
    } else {
      Catalog.drop(connection, name);
    }
  }
}
