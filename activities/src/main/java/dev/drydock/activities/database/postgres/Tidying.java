package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Removes what earlier runs on a database left, beyond the newest {@code keep} of them: sealed
 * copies at once, dumps and failed databases once their retention is over. Only what carries
 * Drydock's mark and the database's name; never anything of this run or a later one.
 */
final class Tidying {
  private final Connections connections;
  private final BackupStore store;
  private final Journal journal;
  private final AppConfig app;
  private final Clock clock;

  Tidying(Connections connections, BackupStore store, Journal journal, AppConfig app, Clock clock) {
    this.connections = connections;
    this.store = store;
    this.journal = journal;
    this.app = app;
    this.clock = clock;
  }

  void run(String run) {
    connections.longBeside(
        app,
        connection -> {
          Exclusive.lock(connection, app.database().name());
          return remove(connection, Names.number(run));
        });
  }

  private Void remove(Connection connection, int thisRun) throws SQLException {
    List<Kept> all = Kept.all(connection, store, app);
    TreeSet<Integer> earlier = new TreeSet<>(Comparator.reverseOrder());
    all.forEach(kept -> earlier.add(kept.number()));
    earlier.removeIf(number -> number >= thisRun);
    Set<Integer> over = Set.copyOf(earlier.stream().skip(app.backup().keep()).toList());
    for (Kept kept : all) {
      if (over.contains(kept.number()) && kept.isOver(clock.instant())) {
        kept.remove(connection, store);
      }
    }
    halfMade(thisRun).forEach(store::removeHalfMade);
    return null;
  }

  /**
   * What killed attempts of earlier runs left. Runs are numbered by the database's name, which
   * another server may have too: one that is not over may be at it just now.
   */
  private List<String> halfMade(int thisRun) {
    Pattern ours =
        Pattern.compile(
            Pattern.quote(app.databaseId().runPrefix())
                + "(\\d{1,9})(-seal|-fetched|-seal-fetched|-discard(-\\d{1,9})?)?");
    return store.halfMade().stream()
        .filter(
            name -> {
              var matcher = ours.matcher(name);
              return matcher.matches()
                  && Integer.parseInt(matcher.group(1)) < thisRun
                  && journal.isClosed(app.databaseId().runPrefix() + matcher.group(1));
            })
        .toList();
  }
}
