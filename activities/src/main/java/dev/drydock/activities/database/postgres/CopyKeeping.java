package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** By a copy in the server, from {@code CREATE DATABASE ... TEMPLATE}. */
final class CopyKeeping implements Keeping {
  static final String METHOD = WayBack.COPY;

  private final Connections connections;
  private final Copies copies;
  private final Proofs proofs;
  private final Gauge progress;

  CopyKeeping(Connections connections, Copies copies, Proofs proofs, Gauge progress) {
    this.connections = connections;
    this.copies = copies;
    this.proofs = proofs;
    this.progress = progress;
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
            new Copies.Making() {
              @Override
              public void create(Connection beside, String copy) throws SQLException {
                copy(beside, app, copy);
              }

              @Override
              public Fingerprint prove(String copy) {
                // users wait; nobody writes to the copy, so that it can be read in a while
                Proofs.Moment moment = new Proofs.Moment(app, run, Proofs.Kind.SEAL, copy);
                copies.opened(app, copy, () -> proofs.begin(moment));
                return null;
              }
            });
    return seal(app, run, tag);
  }

  /** Where it cannot be seen how much of it is there, its time passes at least. */
  private void copy(Connection beside, AppConfig app, String copy) throws SQLException {
    String database = app.database().name();
    long size = Long.parseLong(Sql.text(beside, "SELECT pg_database_size(?)::text", database));
    Growth growth = new Growth(connections, app);
    long began = System.nanoTime();
    try (Ticks ticks = Ticks.each(() -> tell(growth.bytes(), size, began))) {
      connections.beside(app, second -> copy(beside, second, database, copy));
    }
  }

  /**
   * @param second is there before those come who would take the last connection
   */
  private static Void copy(Connection beside, Connection second, String database, String copy)
      throws SQLException {
    try (Ticks ticks = Ticks.each(() -> Latecomers.end(second, database))) {
      Copies.fromTemplate(beside, database, copy);
    }
    return null;
  }

  private void tell(OptionalLong bytes, long size, long began) {
    if (bytes.isPresent()) {
      progress.at("copied on the server", bytes.getAsLong(), size);
    } else {
      progress.at("are copied on the server, " + since(began), size, 0);
    }
  }

  private static String since(long began) {
    return "for " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s now";
  }

  private static Seal seal(AppConfig app, String run, Tag tag) {
    return new Seal(METHOD, Names.copy(app.database().name(), run), tag.fingerprint());
  }

  @Override
  public void unpack(AppConfig app, String run, Seal seal) {
    // the copy is what was sealed
  }
}
