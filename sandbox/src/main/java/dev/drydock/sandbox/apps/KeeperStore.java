package dev.drydock.sandbox.apps;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeper's SQL. Each release really uses its schema: 1.9 fails on k3, and 1.8 cannot write on k5.
 */
final class KeeperStore {
  private static final int PAGE_ROWS = 500;
  private static final int LATEST_ROWS = 12;

  /** What a client asks to keep; the key makes a repeated request one build. */
  record NewBuild(String product, String gitRef, String clientKey, String builder) {}

  record Added(long id, boolean isNew) {}

  record Build(long id, String product, String gitRef, String clientKey, String builder) {}

  private final KeeperConnections connections;
  private final KeeperRelease release;

  KeeperStore(KeeperConnections connections, KeeperRelease release) {
    this.connections = connections;
    this.release = release;
  }

  /** Returns only after the commit: the answer to the client is a promise. */
  Added add(NewBuild build) throws SQLException {
    return connections.inTransaction(
        connection -> {
          long product = productId(connection, build.product());
          Optional<Long> id = insert(connection, product, build);
          return id.isPresent()
              ? new Added(id.get(), true)
              : new Added(existing(connection, build.clientKey()), false);
        });
  }

  List<Build> after(long id) throws SQLException {
    return builds("where b.id > ? order by b.id", id, PAGE_ROWS);
  }

  List<Build> latest() throws SQLException {
    return builds("where b.id > ? order by b.id desc", -1, LATEST_ROWS);
  }

  long count() throws SQLException {
    return connections.inTransaction(c -> number(c, "select count(*) from build").orElseThrow());
  }

  /** The last change that Liquibase recorded, empty on a database it has never seen. */
  Optional<String> revision() throws SQLException {
    return connections.inTransaction(
        connection -> {
          String table = "select to_regclass('databasechangelog') is not null";
          if (!text(connection, table).equals(Optional.of("t"))) {
            return Optional.empty();
          }
          return text(connection, "select id from databasechangelog order by orderexecuted desc");
        });
  }

  private List<Build> builds(String where, long id, int rows) throws SQLException {
    String builder = release.namesBuilder() ? "b.builder" : "''";
    String sql =
        """
        select b.id, p.slug, b.git_ref, b.client_key, %s
        from build b join product p on p.id = b.product_id
        %s limit %d"""
            .formatted(builder, where, rows);
    return connections.inTransaction(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, id);
            return read(query);
          }
        });
  }

  private static List<Build> read(PreparedStatement query) throws SQLException {
    List<Build> found = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        found.add(
            new Build(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5)));
      }
    }
    return found;
  }

  private Optional<Long> insert(Connection connection, long product, NewBuild build)
      throws SQLException {
    String sql =
        release.namesBuilder()
            ? "insert into build (product_id, git_ref, client_key, builder) values (?, ?, ?, ?)"
            : "insert into build (product_id, git_ref, client_key) values (?, ?, ?)";
    try (PreparedStatement insert =
        connection.prepareStatement(sql + " on conflict (client_key) do nothing returning id")) {
      insert.setLong(1, product);
      insert.setString(2, build.gitRef());
      insert.setString(3, build.clientKey());
      if (release.namesBuilder()) {
        insert.setString(4, build.builder());
      }
      return firstLong(insert);
    }
  }

  private static long productId(Connection connection, String slug) throws SQLException {
    Optional<Long> known = number(connection, "select id from product where slug = ?", slug);
    if (known.isPresent()) {
      return known.get();
    }
    number(
        connection,
        "insert into product (slug, title) values (?, ?) on conflict do nothing returning id",
        slug,
        slug);
    return number(connection, "select id from product where slug = ?", slug).orElseThrow();
  }

  private static long existing(Connection connection, String clientKey) throws SQLException {
    return number(connection, "select id from build where client_key = ?", clientKey).orElseThrow();
  }

  private static Optional<Long> number(Connection connection, String sql, String... values)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        query.setString(i + 1, values[i]);
      }
      return firstLong(query);
    }
  }

  private static Optional<Long> firstLong(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
    }
  }

  private static Optional<String> text(Connection connection, String sql) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setMaxRows(1);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }
}
