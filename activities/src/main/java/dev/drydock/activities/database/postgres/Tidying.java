package dev.drydock.activities.database.postgres;

import dev.drydock.workflows.config.AppConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Removes what earlier runs on a database left, beyond the newest {@code keep} of them. Only what
 * carries Drydock's mark and the database's name; never anything of this run or a later one.
 */
final class Tidying {
  private final Connections connections;
  private final AppConfig app;

  Tidying(Connections connections, AppConfig app) {
    this.connections = connections;
    this.app = app;
  }

  void run(String run) {
    Path directory = Path.of(app.backup().directory());
    connections.longBeside(
        app,
        connection -> {
          Exclusive.lock(connection, app.database().name());
          return remove(connection, directory, Names.number(run));
        });
  }

  private Void remove(Connection connection, Path directory, int thisRun) throws SQLException {
    List<Catalog.Entry> databases = Catalog.tagged(connection, app.database().name());
    List<Path> dumps = dumps(directory);
    TreeSet<Integer> earlier = new TreeSet<>(Comparator.reverseOrder());
    databases.forEach(entry -> earlier.add(number(entry)));
    dumps.forEach(dump -> earlier.add(number(dump)));
    earlier.removeIf(number -> number >= thisRun);
    Set<Integer> over = Set.copyOf(earlier.stream().skip(app.backup().keep()).toList());
    for (Catalog.Entry entry : databases) {
      if (over.contains(number(entry)) && !entry.name().equals(app.database().name())) {
        Catalog.drop(connection, entry.name());
      }
    }
    dumps.stream().filter(dump -> over.contains(number(dump))).forEach(Tidying::remove);
    return null;
  }

  private List<Path> dumps(Path directory) {
    try {
      return DumpDirectory.all(directory).stream()
          .filter(
              dump ->
                  Objects.equals(
                      DumpDirectory.manifest(dump).orElseThrow().database(), app.databaseId()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int number(Catalog.Entry entry) {
    return Names.number(entry.tag().orElseThrow().run());
  }

  private static int number(Path dump) {
    return Names.number(DumpDirectory.manifest(dump).orElseThrow().run());
  }

  private static void remove(Path dump) {
    try {
      DumpDirectory.remove(dump);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
