package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** Databases beside the app's that can take its place: {@code keeper_drydock_41}. */
final class Copies {
  private final Connections connections;
  private final Sessions sessions;

  Copies(Connections connections) {
    this.connections = connections;
    sessions = new Sessions(connections);
  }

  /** What such a database is for, as its tag says. */
  enum Kind {
    /** What was sealed; takes the app's place on the way back. */
    COPY,
    /** The durable backup, restored; takes no place by itself. */
    BACKUP;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** {@code keeper_drydock_41}. */
    String database(String of, String run) {
      return this == COPY ? Names.copy(of, run) : Names.backup(of, run);
    }

    boolean isOf(Tag tag, String run) {
      return tag.kind().equals(word()) && tag.run().equals(run);
    }
  }

  /** How a copy is made. */
  interface Making {
    /** Makes the database that is to become it. */
    void create(Connection beside, String copy) throws SQLException;

    /**
     * Called while its tag does not tell yet that it is complete.
     *
     * @return its fingerprint; null where that is read later
     */
    Fingerprint prove(String copy);
  }

  /**
   * The run's copy: the finished one that is there, or a new one. A half-made one is dropped first.
   *
   * @param settings that it gets
   */
  Tag make(AppConfig app, String run, Kind kind, Settings settings, Making making) {
    String copy = kind.database(app.database().name(), run);
    return connections.longBeside(
        app,
        connection -> {
          Exclusive.lock(connection, app.database().name());
          Optional<Tag> finished = finished(connection, run, copy, kind);
          if (finished.isPresent()) {
            return finished.get();
          }
          Catalog.drop(connection, copy);
          making.create(connection, copy);
          Sql.transaction(connection, c -> applied(c, settings, copy));
          Fingerprint fingerprint = making.prove(copy);
          return complete(
              connection,
              copy,
              new Tag(run, app.database().name(), kind.word(), fingerprint, settings.comment()));
        });
  }

  /**
   * By the server itself, all bytes as they are; needs that nobody is on the database. It takes
   * nobody in: whoever discovers databases and came to this one would keep it from being renamed.
   */
  static void fromTemplate(Connection connection, String database, String copy)
      throws SQLException {
    // without a checkpoint's worth of WAL for every page, and three times as fast
    String strategy = Catalog.major(connection) >= 15 ? " STRATEGY FILE_COPY" : "";
    Sql.run(
        connection,
        "CREATE DATABASE "
            + Sql.identifier(copy)
            + " TEMPLATE "
            + Sql.identifier(database)
            + strategy
            + " ALLOW_CONNECTIONS false");
  }

  Optional<Tag> find(AppConfig app, String run, Kind kind) {
    String copy = kind.database(app.database().name(), run);
    return connections.beside(app, connection -> finished(connection, run, copy, kind));
  }

  /**
   * @return the tag of the run's copy where it is complete; empty where there is none or it is half
   *     made
   */
  static Optional<Tag> finished(Connection connection, String run, String copy)
      throws SQLException {
    return finished(connection, run, copy, Kind.COPY);
  }

  private static Optional<Tag> finished(Connection connection, String run, String copy, Kind kind)
      throws SQLException {
    Optional<Catalog.Entry> entry = Catalog.find(connection, copy);
    Optional<Tag> tag = entry.flatMap(Catalog.Entry::tag).filter(found -> kind.isOf(found, run));
    if (tag.isEmpty() && entry.isPresent() && !isHalfMade(entry.get())) {
      throw Failures.stepFailed(
          "database " + copy + " is in the way and was not made by run " + run);
    }
    return tag;
  }

  private static boolean isHalfMade(Catalog.Entry entry) {
    return entry.comment() == null && entry.ours();
  }

  private static Void applied(Connection connection, Settings settings, String copy)
      throws SQLException {
    settings.apply(connection, copy);
    return null;
  }

  /** Runs what needs to open a copy, which takes nobody in before and after. */
  void opened(AppConfig app, String copy, Runnable work) {
    connections.beside(
        app,
        connection -> {
          Catalog.open(connection, copy, true);
          try {
            work.run();
          } finally {
            Catalog.open(connection, copy, false);
          }
          return null;
        });
  }

  private static Tag complete(Connection connection, String copy, Tag tag) throws SQLException {
    return Sql.transaction(
        connection,
        c -> {
          Catalog.open(c, copy, false);
          tag.write(c, copy);
          return tag;
        });
  }

  /** Nobody is on it any more, and nobody gets in: only then can it be renamed. */
  static void empty(Connection connection, AppConfig app, String database, Sessions sessions)
      throws SQLException {
    Catalog.open(connection, database, false);
    sessions.endAll(app, database);
  }

  /** What was restored is what was sealed: it becomes the run's copy, in one transaction. */
  void adopt(AppConfig app, String run) {
    String database = app.database().name();
    connections.longBeside(
        app,
        connection -> {
          Exclusive.lock(connection, database);
          String backup = Kind.BACKUP.database(database, run);
          Optional<Tag> waiting = finished(connection, run, backup, Kind.BACKUP);
          if (waiting.isEmpty()) {
            return null; // an earlier attempt did it
          }
          empty(connection, app, backup, sessions);
          return Sql.transaction(connection, c -> adopted(c, backup, waiting.get()));
        });
  }

  private static Void adopted(Connection connection, String backup, Tag tag) throws SQLException {
    String copy = Kind.COPY.database(tag.of(), tag.run());
    Catalog.rename(connection, backup, copy);
    new Tag(tag.run(), tag.of(), Kind.COPY.word(), tag.fingerprint(), tag.comment())
        .write(connection, copy);
    return null;
  }
}
