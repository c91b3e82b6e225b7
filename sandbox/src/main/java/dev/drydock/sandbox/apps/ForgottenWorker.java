package dev.drydock.sandbox.apps;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker of Keeper's that nobody remembers: it writes products straight to the database, with
 * sessions of its own, comes back whenever one is ended, and remembers every commit that succeeded.
 * It means no harm: it takes the database as it finds it.
 */
public final class ForgottenWorker implements AutoCloseable {
  private static final int WRITES_PER_SESSION = 5;
  private static final Duration INTERVAL = Duration.ofMillis(20);

  /** Each attempt costs the server a process. */
  private static final Duration UNTIL_NEXT_ATTEMPT = Duration.ofMillis(100);

  /** A way to the database. */
  @FunctionalInterface
  public interface Door {
    Connection open() throws SQLException;
  }

  /**
   * A commit that succeeded.
   *
   * @param begun before the write was sent
   * @param done after the commit was acknowledged
   */
  public record Committed(String slug, Instant begun, Instant done) {}

  private final Door door;
  private final String prefix = "forgotten-" + UUID.randomUUID() + "-";
  private final List<Committed> committed = new ArrayList<>();
  private final Thread thread = new Thread(this::work, "forgotten-worker");
  private volatile boolean isOver;
  private long refused;

  private ForgottenWorker(Door door) {
    this.door = door;
  }

  /** Writes until closed. */
  public static ForgottenWorker start(Door door) {
    ForgottenWorker worker = new ForgottenWorker(door);
    worker.thread.setDaemon(true);
    worker.thread.start();
    return worker;
  }

  public synchronized List<Committed> committed() {
    return List.copyOf(committed);
  }

  /** How often it was not let in or could not write. */
  public synchronized long refused() {
    return refused;
  }

  /** Commits that {@code database} does not hold. */
  public List<Committed> missing(Connection database) throws SQLException {
    List<Committed> promised = committed();
    Set<String> held = new HashSet<>();
    try (PreparedStatement query =
        database.prepareStatement("select slug from product where slug like ?")) {
      query.setString(1, prefix + "%");
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          held.add(row.getString(1));
        }
      }
    }
    return promised.stream().filter(one -> !held.contains(one.slug())).toList();
  }

  private void work() {
    for (long sent = 0; !isOver; ) {
      try (Connection session = door.open()) {
        for (int i = 0; i < WRITES_PER_SESSION && !isOver; i++) {
          write(session, prefix + sent++);
          LockSupport.parkNanos(INTERVAL.toNanos());
        }
      } catch (SQLException e) {
        refuse();
        LockSupport.parkNanos(UNTIL_NEXT_ATTEMPT.toNanos());
      }
    }
  }

  private void write(Connection session, String slug) throws SQLException {
    Instant begun = Instant.now();
    try (PreparedStatement insert =
        session.prepareStatement("insert into product (slug, title) values (?, 'forgotten')")) {
      insert.setString(1, slug);
      insert.executeUpdate();
    }
    remember(new Committed(slug, begun, Instant.now()));
  }

  private synchronized void remember(Committed one) {
    committed.add(one);
  }

  private synchronized void refuse() {
    refused++;
  }

  /** Returns when its last answer is in; nothing is committed after it. */
  @Override
  public void close() {
    isOver = true;
    try {
      thread.join(Duration.ofSeconds(30).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
