package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.config.AppConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** By a second dump, restored into a database beside the app's when it is needed. */
final class DumpKeeping implements Keeping {
  static final String METHOD = "dump";

  private final Connections connections;
  private final Fence fence;
  private final Dumps dumps;
  private final Copies copies;
  private final Fingerprints fingerprints;
  private final Gauge progress;

  DumpKeeping(
      Connections connections,
      Fence fence,
      Dumps dumps,
      Copies copies,
      Fingerprints fingerprints,
      Gauge progress) {
    this.progress = progress;
    this.connections = connections;
    this.fence = fence;
    this.dumps = dumps;
    this.copies = copies;
    this.fingerprints = fingerprints;
  }

  @Override
  public Optional<Seal> sealed(AppConfig app, String run) {
    return dumps.taken(app, run, name(run)).map(manifest -> seal(app, run, manifest));
  }

  @Override
  public Seal seal(AppConfig app, String run) {
    try (Fences.Pass pass = fence.letIn(app, run)) {
      Fingerprint now = fingerprints.of(app, app.database().name(), progress);
      return seal(app, run, dumps.take(app, run, name(run), now, progress));
    }
  }

  private Seal seal(AppConfig app, String run, DumpManifest manifest) {
    return new Seal(METHOD, dumps.store(app).location(name(run)), manifest.fingerprint());
  }

  @Override
  public void unpack(AppConfig app, String run, Seal seal) {
    unpack(app, run, name(run), Copies.Kind.COPY);
  }

  /**
   * Sees to it that the dump stands complete in a database beside the app's.
   *
   * @param dump its name
   * @return the tag of that database
   */
  Tag unpack(AppConfig app, String run, String dump, Copies.Kind kind) {
    Optional<Tag> before = copies.find(app, run, kind);
    return before.isPresent()
        ? before.get()
        : dumps.open(
            app,
            run,
            dump,
            progress,
            (manifest, settings, directory) ->
                unpack(app, run, kind, settings, directory, manifest));
  }

  private Tag unpack(
      AppConfig app,
      String run,
      Copies.Kind kind,
      Settings settings,
      Path files,
      DumpManifest manifest) {
    return copies.make(
        app,
        run,
        kind,
        settings,
        new Copies.Making() {
          @Override
          public void create(Connection beside, String copy) throws SQLException {
            Sql.run(beside, "CREATE DATABASE " + Sql.identifier(copy) + " " + settings.made());
            settings.applyOwner(beside, copy);
            dumps.load(app, files, copy, manifest, progress);
            analyze(app, copy);
          }

          @Override
          public Fingerprint prove(String copy) {
            return fingerprints.of(app, copy, progress);
          }
        });
  }

  /** A dump carries no statistics; without them the first hours would be slow. */
  private void analyze(AppConfig app, String copy) {
    connections.longIn(app, copy, DumpKeeping::analyze);
  }

  private static Void analyze(Connection connection) throws SQLException {
    Sql.run(connection, "ANALYZE");
    return null;
  }

  static String name(String run) {
    return run + "-seal";
  }
}
