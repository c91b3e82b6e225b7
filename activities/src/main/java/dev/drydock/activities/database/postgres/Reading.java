package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.database.postgres.Buckets.Bucket;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.book.WrittenAfter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads all of a database at one moment over several connections, the first of which lends the
 * others its snapshot. Large tables are read in ranges of blocks, small ones many in one statement.
 */
final class Reading {
  /** The name under which they are kept among the tables. */
  static final String LARGE_OBJECTS = "large objects";

  private static final String READ = "read for the fingerprint";
  private static final long PART_BYTES = 64L << 20;
  private static final int MOST_IN_STATEMENT = 100;

  /** The driver holds all rows of a statement at once, some 300 bytes each. */
  private static final int MOST_ROWS_OF_STATEMENT = 1 << 14;

  private static final List<String> SESSION =
      List.of(
          "SET LOCAL search_path = pg_catalog",
          "SET LOCAL TimeZone = 'UTC'",
          "SET LOCAL DateStyle = 'ISO, YMD'",
          "SET LOCAL IntervalStyle = 'postgres'",
          "SET LOCAL bytea_output = 'hex'",
          "SET LOCAL extra_float_digits = 1",
          "SET LOCAL lc_monetary = 'C'",
          "SET LOCAL xmlbinary = 'base64'",
          "SET LOCAL quote_all_identifiers = off",
          "SET LOCAL statement_timeout = 0",
          "SET LOCAL idle_in_transaction_session_timeout = 0",
          "SET LOCAL jit = off",
          // a row that a policy hides from our role is an error, not a row less
          "SET LOCAL row_security = off");

  private final Map<String, PackedBuckets> found = new ConcurrentHashMap<>();
  private final Map<String, Integer> buckets = new HashMap<>();
  private final Map<String, Long> fresh = new ConcurrentHashMap<>();
  private final Queue<Part> left = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytesRead = new AtomicLong();
  private final How how;
  private List<Table> tables;
  private long bytes;
  private Since since;

  private Reading(How how) {
    this.how = how;
  }

  /**
   * @param isBaseline true: of a database that is written to soon, and with buckets, so that what
   *     is written can be found
   * @param connections at most
   * @param held run once the database may be closed to new connections; a baseline's, too, once it
   *     may be written to
   * @param after of which the rows are counted that are newer; null where none are
   * @param progress told how much of the tables is read
   */
  record How(boolean isBaseline, int connections, Runnable held, After after, Gauge progress) {}

  /**
   * @param snapshot {@code xmin:xmax:xip_list}
   * @param told once all is read; never where it cannot be told
   */
  record After(String snapshot, Consumer<Fresh> told) {}

  /**
   * Rows that a snapshot did not hold.
   *
   * @param rows how many by qualified name of their table; no table with none
   * @param isSure as {@link Since#isSure}
   */
  record Fresh(SortedMap<String, Long> rows, boolean isSure) {
    private static final int MOST_NAMED = 3;

    /**
     * @param since the snapshot's moment
     */
    WrittenAfter writtenAfter(Instant since) {
      long all = rows.values().stream().mapToLong(Long::longValue).sum();
      List<String> most =
          rows.entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
              .limit(MOST_NAMED)
              .map(Map.Entry::getKey)
              .toList();
      return new WrittenAfter(since, all, rows.size(), most, isSure);
    }
  }

  /** Goes on in the transaction in which the first connection has read. */
  @FunctionalInterface
  interface Then<T> {
    T work(Connection connection, List<Table> tables, Content content) throws SQLException;
  }

  static <T> T in(Connection first, Connections.More more, How how, Then<T> then)
      throws SQLException {
    return new Reading(how).run(first, more, then);
  }

  private <T> T run(Connection connection, Connections.More more, Then<T> then)
      throws SQLException {
    return Sql.transaction(
        connection,
        first -> {
          begin(first, null);
          Content content = content(first, more);
          return then.work(first, tables, content);
        });
  }

  private Content content(Connection first, Connections.More more) throws SQLException {
    String snapshot =
        how.isBaseline() ? Sql.text(first, "SELECT pg_current_snapshot()::text") : null;
    tables = Table.all(first);
    divide();
    if (how.isBaseline()) {
      lock(first);
    }
    if (how.after() != null) {
      since = Since.read(first, how.after().snapshot());
    }
    bytes = tables.stream().mapToLong(Table::bytes).sum();
    left.addAll(statements());
    List<Connection> others = more.open(Math.min(how.connections(), left.size() / 2) - 1);
    if (!how.isBaseline()) {
      how.held().run();
    }
    ExecutorService threads = Executors.newFixedThreadPool(how.connections());
    try {
      List<Future<?>> reading = new ArrayList<>();
      if (!others.isEmpty()) {
        String lent = Sql.text(first, "SELECT pg_export_snapshot()");
        others.forEach(other -> reading.add(threads.submit(() -> share(other, lent))));
      }
      SortedMap<String, String> schema = schema(first);
      SortedMap<String, String> sequences = sequences(first);
      if (how.isBaseline()) {
        // a snapshot holds neither what sequences are at nor all that tells how objects are defined
        how.held().run();
      }
      readWhatIsLeft(first);
      for (Future<?> one : reading) {
        awaited(one);
      }
      if (since != null && since.canTell()) {
        how.after().told().accept(new Fresh(new TreeMap<>(fresh), since.isSure()));
      }
      return new Content(Content.FORM, snapshot, schema, rows(), sequences);
    } finally {
      left.clear();
      threads.shutdown();
    }
  }

  /** Into how many buckets each table's rows go. */
  private void divide() {
    Share share = Share.among(tables.stream().filter(this::hasBuckets).toList());
    buckets.put(LARGE_OBJECTS, how.isBaseline() ? Share.MOST : 1);
    tables.forEach(t -> buckets.put(t.qualified(), hasBuckets(t) ? share.of(t.bytes()) : 1));
  }

  private boolean hasBuckets(Table table) {
    return how.isBaseline() && !table.derived();
  }

  /** A snapshot shows a table empty that is truncated or written anew after it was taken. */
  private void lock(Connection connection) throws SQLException {
    List<String> names = tables.stream().filter(t -> !t.derived()).map(Table::quoted).toList();
    for (int from = 0; from < names.size(); from += MOST_IN_STATEMENT) {
      List<String> some = names.subList(from, Math.min(names.size(), from + MOST_IN_STATEMENT));
      Sql.run(
          connection, "LOCK TABLE ONLY " + String.join(", ONLY ", some) + " IN ACCESS SHARE MODE");
    }
  }

  private static void begin(Connection connection, String snapshot) throws SQLException {
    Sql.run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    if (snapshot != null) {
      Sql.run(connection, "SET TRANSACTION SNAPSHOT " + Sql.literal(snapshot));
    }
    for (String setting : SESSION) {
      Sql.run(connection, setting);
    }
  }

  private Void share(Connection connection, String snapshot) throws SQLException {
    return Sql.transaction(
        connection,
        c -> {
          begin(c, snapshot);
          readWhatIsLeft(c);
          return null;
        });
  }

  private static void awaited(Future<?> reading) throws SQLException {
    try {
      reading.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException sql) {
        throw sql;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void readWhatIsLeft(Connection connection) throws SQLException {
    try {
      for (Part next = left.poll(); next != null; next = left.poll()) {
        Sql.list(connection, this::add, next.sql());
        if (next.bytes() > 0) {
          how.progress().at(READ, bytesRead.addAndGet(next.bytes()), bytes);
        }
      }
    } catch (SQLException e) {
      // whoever reads beside this one need not go on
      left.clear();
      throw e;
    }
  }

  private Void add(ResultSet row) throws SQLException {
    String name = row.getString(1);
    Bucket bucket = new Bucket(row.getLong(3), integer(row, 4), integer(row, 5));
    if (row.getLong(6) > 0) {
      fresh.merge(name, row.getLong(6), Long::sum);
    }
    PackedBuckets all = found.computeIfAbsent(name, n -> new PackedBuckets(buckets.get(n)));
    synchronized (all) {
      all.merge(row.getInt(2), bucket, Bucket::plus);
    }
    return null;
  }

  static BigInteger integer(ResultSet row, int column) throws SQLException {
    BigDecimal value = row.getBigDecimal(column);
    return value == null ? BigInteger.ZERO : value.toBigIntegerExact();
  }

  /** A statement, and how much of the tables it reads. */
  private record Part(String sql, long bytes) {
    static Part of(List<String> selects, long bytes) {
      return new Part(String.join(" UNION ALL ", selects), bytes);
    }
  }

  /** The longest first, so that no connection is left alone with one at the end. */
  private List<Part> statements() {
    List<Part> all = new ArrayList<>();
    all.add(new Part(largeObjects(buckets.get(LARGE_OBJECTS)), 0));
    List<String> small = new ArrayList<>();
    long together = 0;
    int rows = 0;
    for (Table table : bySize()) {
      if (table.bytes() > PART_BYTES) {
        all.addAll(parts(table));
        continue;
      }
      int more = buckets.get(table.qualified());
      if (together + table.bytes() > PART_BYTES
          || small.size() == MOST_IN_STATEMENT
          || rows + more > MOST_ROWS_OF_STATEMENT) {
        all.add(Part.of(small, together));
        small.clear();
        together = 0;
        rows = 0;
      }
      small.add(statement(table, ""));
      together += table.bytes();
      rows += more;
    }
    if (!small.isEmpty()) {
      all.add(Part.of(small, together));
    }
    return all;
  }

  private List<Table> bySize() {
    return tables.stream().sorted(Comparator.comparingLong(Table::bytes).reversed()).toList();
  }

  private List<Part> parts(Table table) {
    if (!table.inRanges()) {
      return List.of(new Part(statement(table, ""), table.bytes()));
    }
    long blocks = PART_BYTES >> 13;
    long last = (table.bytes() >> 13) / blocks;
    List<Part> parts = new ArrayList<>();
    for (long part = 0; part <= last; part++) {
      String from = "ctid >= '(" + part * blocks + ",0)'";
      // the last one is open: the table may have grown
      String to = part == last ? "" : " AND ctid < '(" + (part + 1) * blocks + ",0)'";
      long length = part == last ? table.bytes() - part * PART_BYTES : PART_BYTES;
      parts.add(new Part(statement(table, " WHERE " + from + to), length));
    }
    return parts;
  }

  private String statement(Table table, String where) {
    String name = Sql.literal(table.qualified()) + "::text, ";
    if (!hasBuckets(table)) {
      return "SELECT "
          + name
          + "0::int8, count(*), sum("
          + table.rowHash()
          + "), 0::numeric, "
          + countFresh(table)
          + " FROM ONLY "
          + table.quoted()
          + where;
    }
    return "(SELECT "
        + name
        + "k & "
        + (buckets.get(table.qualified()) - 1)
        + ", count(*), sum(h), sum(k), 0::int8 FROM "
        + table.hashed(table.bucketHash(), "", where)
        + " GROUP BY 2)";
  }

  /** A view that was refreshed, or is kept in another form, tells nothing of its rows. */
  private String countFresh(Table table) {
    return since == null || table.derived() || !table.heap()
        ? "0::int8"
        : "count(*) FILTER (WHERE " + since.isNew("xmin") + ")";
  }

  static String largeObjects(int buckets) {
    return Queries.read("large-objects.sql").replace("@buckets@", String.valueOf(buckets));
  }

  private SortedMap<String, Content.Rows> rows() {
    SortedMap<String, Content.Rows> rows = new TreeMap<>();
    for (Table table : tables) {
      rows.put(table.qualified(), rows(table.qualified(), table.key(), hasBuckets(table)));
    }
    if (found.containsKey(LARGE_OBJECTS)) {
      rows.put(LARGE_OBJECTS, rows(LARGE_OBJECTS, "oid", how.isBaseline()));
    }
    return rows;
  }

  private Content.Rows rows(String name, String key, boolean hasBuckets) {
    PackedBuckets filled = found.getOrDefault(name, new PackedBuckets(buckets.get(name)));
    Bucket all = filled.values().stream().reduce(Bucket.EMPTY, Bucket::plus);
    Buckets kept = hasBuckets ? new Buckets(key, buckets.get(name), filled) : null;
    return new Content.Rows(all.count(), all.rows().toString(), kept);
  }

  private static SortedMap<String, String> schema(Connection connection) throws SQLException {
    SortedMap<String, String> objects = new TreeMap<>();
    Sql.list(
        connection,
        row -> objects.put(row.getString(1) + " " + row.getString(2), row.getString(3)),
        Queries.read("schema-objects.sql", Catalog.major(connection)));
    return objects;
  }

  private static SortedMap<String, String> sequences(Connection connection) throws SQLException {
    List<String> selects =
        Sql.list(
            connection,
            row -> select(row.getString(1), row.getString(2)),
            "SELECT schemaname, sequencename FROM pg_sequences"
                + " WHERE schemaname NOT LIKE 'pg\\_%'");
    SortedMap<String, String> values = new TreeMap<>();
    for (int from = 0; from < selects.size(); from += MOST_IN_STATEMENT) {
      Sql.list(
          connection,
          row -> values.put(row.getString(1), row.getString(2)),
          selects.stream()
              .skip(from)
              .limit(MOST_IN_STATEMENT)
              .collect(Collectors.joining(" UNION ALL ")));
    }
    return values;
  }

  private static String select(String schema, String name) {
    return "SELECT "
        + Sql.literal(schema + "." + name)
        + "::text, last_value || ' ' || is_called FROM "
        + Sql.identifier(schema)
        + "."
        + Sql.identifier(name);
  }
}
