package dev.drydock.activities.database.postgres;

import dev.drydock.workflows.Seal;
import dev.drydock.workflows.config.AppConfig;
import java.util.Optional;

/** By a copy in the server, from {@code CREATE DATABASE ... TEMPLATE}. */
final class CopyKeeping implements Keeping {
  static final String METHOD = "copy";

  private final Connections connections;
  private final Copies copies;

  CopyKeeping(Connections connections, Copies copies) {
    this.connections = connections;
    this.copies = copies;
  }

  @Override
  public Optional<Seal> sealed(AppConfig app, String run) {
    return copies.find(app, run, Copies.Kind.COPY).map(tag -> seal(app, run, tag));
  }

  @Override
  public Seal seal(AppConfig app, String run) {
    String database = app.database().name();
    Settings settings = connections.beside(app, c -> Settings.of(c, database));
    Tag tag =
        copies.make(
            app,
            run,
            Copies.Kind.COPY,
            settings,
            (beside, copy) -> Copies.fromTemplate(beside, database, copy));
    return seal(app, run, tag);
  }

  private static Seal seal(AppConfig app, String run, Tag tag) {
    return new Seal(METHOD, Names.copy(app.database().name(), run), tag.fingerprint());
  }

  @Override
  public void unpack(AppConfig app, String run, Seal seal) {
    // the copy is what was sealed
  }
}
