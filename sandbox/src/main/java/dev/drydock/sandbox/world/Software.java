package dev.drydock.sandbox.world;

import dev.drydock.sandbox.apps.Seed;
import dev.drydock.sandbox.apps.Traffic;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What an application of the sandbox is made of, wherever it lies.
 *
 * @param repository of its images
 * @param container its name in the Deployment
 * @param sidecars YAML of the containers before it, or empty
 * @param oldVersion what is installed first
 * @param install the tool's command that makes the first schema
 * @param schema YAML of {@code schema:} in {@code drydock.yaml}
 * @param verify YAML of {@code verify:}
 * @param revision query for the newest revision
 * @param seed fills the database once the first schema is there
 * @param users what its users write
 */
public record Software(
    String repository,
    String container,
    String sidecars,
    String oldVersion,
    List<String> install,
    String schema,
    String verify,
    String revision,
    Seeding seed,
    Traffic.Users users) {
  /** Puts data into a database. */
  @FunctionalInterface
  public interface Seeding {
    void into(Connection database) throws SQLException;
  }

  public static final Software KEEPER =
      new Software(
          "registry.sandbox/keeper",
          "keeper",
          "",
          "1.8.0",
          List.of("liquibase", "update"),
          "{tool: liquibase}",
          "{sql: [{name: every build has a product, query: select count(*) from build where product_id is null, expect: 0}]}",
          "select id from databasechangelog order by orderexecuted desc limit 1",
          database -> Seed.fill(database, Seed.DEFAULT_BUILDS),
          Traffic.Users.OF_KEEPER);

  public String image(String version) {
    return repository + ":" + version;
  }
}
