package dev.drydock.sandbox.demo;

import dev.drydock.sandbox.apps.ForgottenWorker;
import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.world.Launched;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Many users beside those of every story, together 200 writes a second, and a worker that nobody
 * remembers; each acknowledgement is kept here, not in the database.
 */
final class Writers implements AutoCloseable {
  private static final int CONNECTIONS = 8;
  private static final Traffic.Options OFTEN =
      new Traffic.Options(
          Duration.ofMillis(44),
          Duration.ofSeconds(2),
          200_000,
          Optional.<java.nio.file.Path>empty());

  private final List<Traffic> users;
  private final ForgottenWorker forgotten;
  private final Instant began = Instant.now();

  private Writers(List<Traffic> users, ForgottenWorker forgotten) {
    this.users = users;
    this.forgotten = forgotten;
  }

  static Writers on(Launched app) {
    return new Writers(
        IntStream.range(0, CONNECTIONS)
            .mapToObj(i -> Traffic.start(app.service(), app.berth().software().users(), OFTEN))
            .toList(),
        ForgottenWorker.start(app::connect));
  }

  ForgottenWorker forgotten() {
    return forgotten;
  }

  long acknowledged() {
    return users.stream().mapToLong(one -> one.seen().acknowledged()).sum();
  }

  /** Acknowledged to users in a second, so far. */
  double rate() {
    return acknowledged() * 1000.0 / Duration.between(began, Instant.now()).toMillis();
  }

  /** Users' acknowledged writes that the database does not hold. */
  List<Traffic.Acknowledged> missing(Connection database) throws SQLException {
    List<Traffic.Acknowledged> missing = new ArrayList<>();
    for (Traffic one : users) {
      missing.addAll(one.verify(database));
    }
    return missing;
  }

  @Override
  public void close() {
    users.forEach(Traffic::close);
    forgotten.close();
  }
}
