package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Fences;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
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

  DumpKeeping(
      Connections connections, Fence fence, Dumps dumps, Copies copies, Fingerprints fingerprints) {
    this.connections = connections;
    this.fence = fence;
    this.dumps = dumps;
    this.copies = copies;
    this.fingerprints = fingerprints;
  }

  @Override
  public Optional<Seal> sealed(AppConfig app, String run) {
    Path directory = Dumps.directory(app, name(run));
    return DumpDirectory.manifest(directory).map(manifest -> seal(directory, manifest));
  }

  @Override
  public Seal seal(AppConfig app, String run) {
    try (Fences.Pass pass = fence.letIn(app, run)) {
      Fingerprint now = fingerprints.of(app, app.database().name());
      return seal(
          Dumps.directory(app, name(run)), dumps.take(app, run, name(run), now, bytes -> {}));
    }
  }

  private static Seal seal(Path directory, DumpDirectory.Manifest manifest) {
    return new Seal(METHOD, directory.toString(), manifest.fingerprint());
  }

  @Override
  public void unpack(AppConfig app, String run, Seal seal) {
    Path directory = Path.of(seal.location());
    Settings settings =
        DumpDirectory.settings(directory)
            .orElseThrow(() -> Failures.stepFailed("there is no dump in " + directory));
    copies.make(
        app,
        run,
        settings,
        (beside, copy) -> {
          Sql.run(beside, "CREATE DATABASE " + Sql.identifier(copy) + " " + settings.made());
          settings.applyOwner(beside, copy);
          dumps.restore(app, directory, copy);
          analyze(app, copy);
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

  private static String name(String run) {
    return run + "-seal";
  }
}
