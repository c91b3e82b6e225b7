package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.postgres.Mark.Holder;
import dev.drydock.activities.ledger.Host;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The marks on apps' databases: whose they are, and how they are changed, one at a time. */
final class Marks {
  private final Connections connections;
  private final Journal journal;

  Marks(Connections connections, Journal journal) {
    this.connections = connections;
    this.journal = journal;
  }

  Optional<Mark> of(AppConfig app) {
    return connections.beside(app, connection -> Mark.of(connection, app.database().name()));
  }

  /** Whose mark may be changed. */
  @FunctionalInterface
  interface Whose {
    /** Throws where it is not that one's. */
    void require(Mark mark);
  }

  /** A fence without a name is of the run that asks, unless it is over: there is one on it. */
  boolean mayBeOf(Mark mark, String run) {
    return mark.isOf(ours(run)) || (mark.isNameless() && !journal.isClosed(run));
  }

  Whose only(AppConfig app, String run) {
    return mark -> {
      if (!mayBeOf(mark, run)) {
        throw Failures.stepFailed(mark.refusal(app));
      }
    };
  }

  /** Makes of the mark that a run has on its database the one that it is to have, if any. */
  @FunctionalInterface
  interface Change {
    /**
     * @param comment that the database has
     * @param mark what it says, if it is one of the run
     */
    Optional<Mark> of(Connection connection, String comment, Optional<Mark> mark)
        throws SQLException;
  }

  /**
   * One change at a time on a database, whichever Drydock makes it. Writing a comment locks the
   * database's entry in the server until the transaction ends; only then is the mark read, by
   * another connection, because this one sees its own. Where no mark is left the comment is again
   * what it was before the run.
   */
  Optional<Mark> changed(AppConfig app, Whose whose, Change change) {
    String database = app.database().name();
    return connections.beside(
        app,
        connection ->
            Sql.transaction(
                connection,
                c -> {
                  Tag.comment(c, database, "drydock is about to hold it");
                  String comment =
                      connections.beside(app, other -> entry(other, database)).comment();
                  Optional<Mark> before = Mark.read(c, database, comment);
                  before.ifPresent(whose::require);
                  Optional<Mark> after = change.of(c, comment, before);
                  if (after.isPresent()) {
                    after.get().write(c, database);
                  } else {
                    Tag.comment(c, database, before.isPresent() ? before.get().comment() : comment);
                  }
                  return after;
                }));
  }

  private static Catalog.Entry entry(Connection connection, String database) throws SQLException {
    return Catalog.find(connection, database)
        .orElseThrow(() -> Failures.stepFailed("there is no database " + database));
  }

  static Mark first(Connection connection, Holder holder, String comment) throws SQLException {
    String since = Sql.text(connection, "SELECT date_trunc('second', now())::text");
    return new Mark(
        holder.run(), holder.installation(), Host.name(), since, false, null, comment, false);
  }

  Holder ours(String run) {
    return new Holder(journal.installation(), run);
  }
}
