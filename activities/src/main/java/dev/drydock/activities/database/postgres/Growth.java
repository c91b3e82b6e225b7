package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.AppConfig;
import java.util.OptionalLong;

/**
 * How much a copy in the server has grown, which the server itself tells nobody before it is whole:
 * by how much its tablespace has. That is known for the tablespace that the admin database has,
 * too, and for any by a role that may create in it or is in {@code pg_read_all_stats}. What others
 * write there meanwhile counts as the copy's. One thread.
 */
final class Growth {
  private static final String BYTES =
      "SELECT pg_tablespace_size(dattablespace)::text FROM pg_database WHERE datname = ?";

  private final Connections connections;
  private final AppConfig app;
  private boolean isUnknown;
  private long first = -1;

  Growth(Connections connections, AppConfig app) {
    this.connections = connections;
    this.app = app;
  }

  /** Since it was first asked; empty where it cannot be told, and is not asked again then. */
  OptionalLong bytes() {
    if (isUnknown) {
      return OptionalLong.empty();
    }
    try {
      long now = size();
      first = first < 0 ? now : first;
      return OptionalLong.of(Math.max(0, now - first));
    } catch (DatabaseFailure e) {
      isUnknown = true;
      return OptionalLong.empty();
    }
  }

  private long size() {
    return connections.beside(
        app, connection -> Long.parseLong(Sql.text(connection, BYTES, app.database().name())));
  }
}
