package dev.drydock.sandbox.apps;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users of an application: posts builds (or readings) at a steady rate, remembers every one that
 * was acknowledged (HTTP 201 with an id), and afterwards says which of them the database has lost.
 * A refused or unanswered build was promised to nobody and is only counted; it is not sent again.
 */
public final class Traffic implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");
  private static final int VERIFY_BATCH_ROWS = 1_000;
  private static final Logger log = LoggerFactory.getLogger(Traffic.class);

  /** A build the application promised to keep. */
  public record Acknowledged(long id, String clientKey, Instant at) {}

  /**
   * @param interval time between two posts; when an answer takes longer, the next one waits for it
   * @param requestTimeout after which a post counts as refused
   * @param maxRemembered posting ends when so many were acknowledged
   * @param journal file to which each acknowledged build is appended, one {@code id key} a line
   */
  public record Options(
      Duration interval, Duration requestTimeout, int maxRemembered, Optional<Path> journal) {
    public static final Options DEFAULT =
        new Options(Duration.ofMillis(50), Duration.ofSeconds(2), 200_000, Optional.empty());
  }

  /**
   * What users saw so far; the gap is the longest time between two acknowledgements, or since the
   * last.
   */
  public record Seen(long acknowledged, long refused, Duration longestGap) {}

  /**
   * What is posted, and where it is found again.
   *
   * @param path such as {@code /builds}
   * @param body of a post, with {@code %s} for its client_key
   * @param table holds client_key and id of each
   */
  public record Users(String path, String body, String table) {
    public static final Users OF_KEEPER =
        new Users(
            "/builds",
            "{\"product\":\"pipelines\",\"git_ref\":\"main\",\"client_key\":\"%s\",\"builder\":\"traffic\"}",
            "build");
  }

  private final URI address;
  private final Users users;
  private final Options options;
  private final String prefix = "traffic-" + UUID.randomUUID() + "-";
  private final HttpClient client;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "traffic");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private long sent;
  private long refused;
  private Instant last = Instant.now();
  private Duration longestGap = Duration.ZERO;

  private Traffic(URI service, Users users, Options options) {
    this.address = service.resolve(users.path());
    this.users = users;
    this.options = options;
    client = HttpClient.newBuilder().connectTimeout(options.requestTimeout()).build();
  }

  /**
   * Begins to post to {@code service}, for example {@code http://127.0.0.1:8080/}, until closed.
   */
  public static Traffic start(URI service, Options options) {
    return start(service, Users.OF_KEEPER, options);
  }

  public static Traffic start(URI service, Users users, Options options) {
    Traffic traffic = new Traffic(service, users, options);
    traffic.clock.scheduleAtFixedRate(
        traffic::post, 0, options.interval().toNanos(), TimeUnit.NANOSECONDS);
    return traffic;
  }

  public synchronized Seen seen() {
    return new Seen(acknowledged.size(), refused, max(longestGap, sinceLast()));
  }

  public synchronized List<Acknowledged> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /**
   * Stops posting; returns when the last answer is in, so that nothing is acknowledged after it.
   */
  public void stop() {
    clock.shutdown();
    try {
      if (!clock.awaitTermination(
          options.requestTimeout().toMillis() + 1_000, TimeUnit.MILLISECONDS)) {
        clock.shutdownNow();
      }
    } catch (InterruptedException e) {
      clock.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Acknowledged builds that {@code database} does not hold under the id that was promised. */
  public List<Acknowledged> verify(Connection database) throws SQLException {
    List<Acknowledged> promised = acknowledged();
    List<Acknowledged> missing = new ArrayList<>();
    for (int from = 0; from < promised.size(); from += VERIFY_BATCH_ROWS) {
      int to = Math.min(promised.size(), from + VERIFY_BATCH_ROWS);
      List<Acknowledged> batch = promised.subList(from, to);
      Map<String, Long> held = held(database, batch);
      batch.stream()
          .filter(build -> !Long.valueOf(build.id()).equals(held.get(build.clientKey())))
          .forEach(missing::add);
    }
    return missing;
  }

  private Map<String, Long> held(Connection database, List<Acknowledged> batch)
      throws SQLException {
    Map<String, Long> held = new HashMap<>();
    Object[] keys = batch.stream().map(Acknowledged::clientKey).toArray();
    try (PreparedStatement query =
        database.prepareStatement(
            "select client_key, id from " + users.table() + " where client_key = any (?)")) {
      query.setArray(1, database.createArrayOf("text", keys));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          held.put(row.getString(1), row.getLong(2));
        }
      }
    }
    return held;
  }

  private void post() {
    String key = prefix + sent++;
    try {
      HttpResponse<String> answer = client.send(request(key), HttpResponse.BodyHandlers.ofString());
      Matcher id = ID.matcher(answer.body());
      if (answer.statusCode() == 201 && id.find()) {
        remember(new Acknowledged(Long.parseLong(id.group(1)), key, Instant.now()));
      } else {
        refuse();
      }
    } catch (IOException e) {
      refuse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest request(String key) {
    String body = users.body().formatted(key);
    return HttpRequest.newBuilder(address)
        .timeout(options.requestTimeout())
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private synchronized void refuse() {
    refused++;
  }

  private synchronized void remember(Acknowledged build) {
    acknowledged.add(build);
    longestGap = max(longestGap, sinceLast());
    last = build.at();
    options.journal().ifPresent(file -> append(file, build));
    if (acknowledged.size() >= options.maxRemembered()) {
      clock.shutdown();
    }
  }

  private Duration sinceLast() {
    return Duration.between(last, Instant.now());
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static void append(Path file, Acknowledged build) {
    try {
      Files.writeString(
          file,
          build.id() + " " + build.clientKey() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      // What is remembered in memory is what counts; the posts go on.
      log.warn("cannot write the journal of acknowledged builds", e);
    }
  }
}
