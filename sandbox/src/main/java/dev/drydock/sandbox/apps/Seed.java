package dev.drydock.sandbox.apps;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Fills Keeper's database with builds, made by the server itself: 20,000 take well under 2 s. */
public final class Seed {
  public static final int DEFAULT_BUILDS = 20_000;

  private static final String PRODUCTS =
      """
      insert into product (slug, title) values
        ('pipelines', 'Science Pipelines'), ('developer', 'Developer Guide'),
        ('firefly', 'Firefly'), ('butler', 'Data Butler')
      on conflict (slug) do nothing""";
  private static final String EDITIONS =
      """
      insert into edition (product_id, slug)
      select id, slug || '-main' from product where slug <> 'attic'
      on conflict do nothing""";
  private static final String BUILDS =
      """
      insert into build (product_id, git_ref, client_key, created_at%s)
      select p.ids[1 + i %% cardinality(p.ids)], 'tickets/DM-' || (1000 + i / 7),
             'seed-' || i, now() - interval '1 minute' * (%d - i)%s
      from generate_series(1, %d) i,
           (select array_agg(id order by id) ids from product where slug <> 'attic') p
      on conflict (client_key) do nothing""";

  private Seed() {}

  /** Adds {@code builds} builds, on any of the revisions k2 to k7; a second call adds none. */
  public static void fill(Connection connection, int builds) throws SQLException {
    boolean builder = hasBuilder(connection);
    String insert =
        BUILDS.formatted(builder ? ", builder" : "", builds, builder ? ", 'jenkins'" : "", builds);
    try (Statement statement = connection.createStatement()) {
      statement.execute(PRODUCTS);
      statement.execute(EDITIONS);
      statement.execute(insert);
      statement.execute("analyze build");
    }
  }

  private static boolean hasBuilder(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                """
                select 1 from pg_attribute
                where attrelid = 'build'::regclass and attname = 'builder' and not attisdropped""");
        ResultSet row = query.executeQuery()) {
      return row.next();
    }
  }
}
