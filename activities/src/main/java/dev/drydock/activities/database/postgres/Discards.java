package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.database.postgres.Buckets.Bucket;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds what was written since a baseline, and exports the rows. */
final class Discards {
  /** Of identity columns, and of those that were declared as serial. */
  private static final String OWNERS_OF_SEQUENCES =
      """
      SELECT sn.nspname || '.' || s.relname, tn.nspname || '.' || t.relname
      FROM pg_depend d
      JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
      JOIN pg_namespace sn ON sn.oid = s.relnamespace
      JOIN pg_class t ON t.oid = d.refobjid
      JOIN pg_namespace tn ON tn.oid = t.relnamespace
      WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.deptype IN ('a', 'i')""";

  private final Fingerprints fingerprints;
  private final Dumps dumps;

  Discards(Fingerprints fingerprints, Dumps dumps) {
    this.fingerprints = fingerprints;
    this.dumps = dumps;
  }

  Discarded of(AppConfig app, String run, Fingerprint baseline, Gauge progress) {
    Content then =
        fingerprints
            .content(baseline)
            .filter(content -> content.form() == Content.FORM && content.snapshot() != null)
            .orElseThrow(
                () ->
                    Failures.stepFailed(
                        "what was written to "
                            + app.database().name()
                            + " cannot be told: its baseline is not in this ledger, or is of another"
                            + " version of Drydock"));
    return fingerprints.read(
        app,
        app.database().name(),
        progress,
        (connection, tables, now) -> {
          try (DiscardFiles files =
              new DiscardFiles(dumps, app, run, baseline, fingerprints.kept(now))) {
            var found = files.found();
            return found.isPresent()
                ? found.get()
                : find(connection, tables, new Both(then, now), files);
          }
        });
  }

  private record Both(Content then, Content now) {
    long rowsNow(String table) {
      return now.tables().get(table).count();
    }
  }

  private static Discarded find(
      Connection connection, List<Table> tables, Both both, DiscardFiles files)
      throws SQLException {
    Since since = Since.of(connection, both.then().snapshot());
    Map<String, Table> byName =
        tables.stream().collect(Collectors.toMap(Table::qualified, Function.identity()));
    List<Discarded.Table> found = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String name : both.then().tablesThatDiffer(both.now())) {
      Content.Rows before = both.then().tables().get(name);
      Table table = byName.get(name);
      if (name.equals(Reading.LARGE_OBJECTS)) {
        found.add(largeObjects(connection, before, files));
      } else if (table == null ? before.buckets() == null : table.derived()) {
        others.add("materialized view " + name);
      } else {
        Written written = written(connection, table, before, both, since);
        found.add(exported(connection, name, table, written, files));
      }
    }
    // rows that were written anew with what they held are told by no bucket
    found.removeIf(table -> table.added() + table.changed() + table.deleted() == 0);
    others.addAll(both.then().objectsThatDiffer(both.now()));
    Discarded told = new Discarded(found, sequences(connection, both), others, "", "");
    return told.isNothing() ? told : files.finish(told);
  }

  private static List<Discarded.Sequence> sequences(Connection connection, Both both)
      throws SQLException {
    List<String> moved = both.then().sequencesThatDiffer(both.now());
    if (moved.isEmpty()) {
      return List.of();
    }
    Map<String, String> tables = new TreeMap<>();
    Sql.list(
        connection, row -> tables.put(row.getString(1), row.getString(2)), OWNERS_OF_SEQUENCES);
    return moved.stream()
        .map(
            name ->
                new Discarded.Sequence(
                    name,
                    tables.get(name),
                    both.then().sequences().get(name),
                    both.now().sequences().get(name)))
        .toList();
  }

  private static Written written(
      Connection connection, Table table, Content.Rows before, Both both, Since since)
      throws SQLException {
    if (table == null) {
      return Written.none(before.count());
    }
    return before == null || before.buckets() == null
        ? Written.all(both.rowsNow(table.qualified()))
        : Written.find(connection, table, before.buckets(), since);
  }

  private static Discarded.Table exported(
      Connection connection, String name, Table table, Written written, DiscardFiles files)
      throws SQLException {
    String file =
        written.condition() == null
            ? null
            : files.add(
                connection,
                name,
                "SELECT * FROM ONLY " + table.quoted() + " WHERE " + written.condition());
    return new Discarded.Table(
        name,
        written.added(),
        written.changed(),
        written.deleted(),
        written.exact(),
        file,
        file == null ? 0 : written.added() + written.changed());
  }

  /** By their content alone, in the buckets where it differs; one in a bucket is exact. */
  private static Discarded.Table largeObjects(
      Connection connection, Content.Rows before, DiscardFiles files) throws SQLException {
    Buckets then = before == null ? new Buckets("oid", 1, Map.of()) : before.buckets();
    Map<Integer, Bucket> now = new TreeMap<>();
    Sql.list(
        connection,
        row ->
            now.put(
                row.getInt(2),
                new Bucket(row.getLong(3), Reading.integer(row, 4), Reading.integer(row, 5))),
        Reading.largeObjects(then.number()));
    Set<Integer> numbers = new TreeSet<>(now.keySet());
    numbers.addAll(then.filled().keySet());
    numbers.removeIf(n -> now.getOrDefault(n, Bucket.EMPTY).holdsTheSameAs(then.at(n)));
    long added = 0;
    long changed = 0;
    long deleted = 0;
    boolean exact = true;
    for (int number : numbers) {
      Bucket there = now.getOrDefault(number, Bucket.EMPTY);
      Bucket was = then.at(number);
      long same = there.keys().equals(was.keys()) ? there.count() : 0;
      added += there.count() - same;
      changed += same;
      deleted += was.count() - same;
      exact &= Math.min(there.count(), was.count()) == 0 || there.count() + was.count() == 2;
    }
    String which = Written.isIn("hashtextextended(oid::text, 0)", then, numbers);
    String file =
        added + changed == 0 ? null : files.add(connection, Reading.LARGE_OBJECTS, pieces(which));
    return new Discarded.Table(
        Reading.LARGE_OBJECTS,
        added,
        changed,
        deleted,
        exact,
        file,
        file == null ? 0 : added + changed);
  }

  private static String pieces(String which) {
    return Queries.read("large-object-pieces.sql").replace("@which@", which);
  }
}
