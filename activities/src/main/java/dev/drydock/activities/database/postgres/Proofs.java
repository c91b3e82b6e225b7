package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.database.Pulse;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.ledger.LedgerPool;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.WrittenAfter;
import dev.drydock.workflows.config.AppConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fingerprints whose moment is held while users wait, and that are read while they no longer do:
 * nobody asks for them unless the run goes back. They are read beside the activity that asked for
 * them, which is over by then, by sessions whose name tells every worker that they are at it; once
 * read they stand in the ledger. Those that were lost with their worker are found missing.
 */
final class Proofs implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Proofs.class);
  private static final String SESSION = Connections.NAME + "/proof/";
  private static final String BACKED_UP = "backup-moment";
  private static final String SETTLED = "baseline-settled";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PATIENCE_WITH_LEDGER = Duration.ofMinutes(10);
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  /** Sessions that end by themselves, and that no fence has to keep out. */
  static final String IS_NO_PROOF = "application_name NOT LIKE '" + SESSION + "%'";

  private final Connections connections;
  private final Fingerprints fingerprints;
  private final Journal journal;
  private final Map<String, Far> far = new ConcurrentHashMap<>();
  private final ExecutorService readers = Executors.newCachedThreadPool(Proofs::daemon);

  Proofs(Connections connections, Fingerprints fingerprints, Journal journal) {
    this.connections = connections;
    this.fingerprints = fingerprints;
    this.journal = journal;
  }

  enum Kind {
    /** Of the sealed copy. */
    SEAL,
    /** Of the app's database after the upgrade, by which is found what was written later. */
    BASELINE;

    String begun() {
      return word() + "-fingerprint-begun";
    }

    String read(String id) {
      return word() + "-fingerprint-" + id;
    }

    /** As {@link Gauge} has it. */
    private String what() {
      return this == SEAL ? "of the sealed copy read" : "of the upgraded database read";
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param database on the app's server
   */
  record Moment(AppConfig app, String run, Kind kind, String database) {}

  /** How far one is that this worker reads. */
  private record Far(long bytes, long ofBytes) {}

  static boolean isProof(String session) {
    return session.startsWith(SESSION);
  }

  /** As {@link #begin(Moment, Runnable)}, of what nobody writes to. */
  void begin(Moment moment) {
    begin(moment, () -> {});
  }

  /**
   * Returns once this moment is held by connections that are open: the database may be closed to
   * new ones, or written to. One that was begun earlier is forgotten.
   *
   * @param check throws where this moment is a wrong one: it is held by then and not yet believed
   */
  void begin(Moment moment, Runnable check) {
    String id = UUID.randomUUID().toString().substring(0, 8);
    CompletableFuture<Void> held = new CompletableFuture<>();
    readers.execute(() -> read(moment, id, held));
    // locks and a large catalog may take their time, and who reads is none of the activity's
    Pulse.awaited(held);
    check.run();
    byte[] begun = id.getBytes(StandardCharsets.UTF_8);
    journal.name(moment.run(), moment.kind().begun(), journal.keep("proof-begun", begun));
  }

  /** A seal's proof tells how much was written since. */
  void backedUp(String run, DumpManifest.Moment moment) {
    byte[] json = Json.write(moment).getBytes(StandardCharsets.UTF_8);
    journal.name(run, BACKED_UP, journal.keep(BACKED_UP, json));
  }

  private Optional<DumpManifest.Moment> backedUp(String run) {
    return journal
        .named(run, BACKED_UP)
        .map(this::text)
        .map(json -> Json.convert(Json.read(json), DumpManifest.Moment.class));
  }

  private void read(Moment moment, String id, CompletableFuture<Void> held) {
    AtomicReference<WrittenAfter> written = new AtomicReference<>();
    try {
      fingerprints.beside(
          moment,
          SESSION + id,
          moment.kind() == Kind.BASELINE,
          () -> held.complete(null),
          moment.kind() == Kind.SEAL ? after(moment.run(), written) : null,
          (what, done, of) -> far.put(id, new Far(done, of)),
          content -> {
            keepPatiently(moment, id, content);
            tell(moment, written.get());
          });
    } catch (RuntimeException | Error e) {
      if (!held.completeExceptionally(e)) {
        log.warn("{} {} was not read to its end: {}", moment.run(), moment.kind(), e.getMessage());
      }
    } finally {
      far.remove(id);
    }
  }

  /** Null where there is no backup, or none that tells its moment. */
  private Reading.After after(String run, AtomicReference<WrittenAfter> written) {
    return backedUp(run)
        .map(
            then ->
                new Reading.After(
                    then.snapshot(), fresh -> written.set(fresh.writtenAfter(then.at()))))
        .orElse(null);
  }

  /** For people to know; nothing depends on it. */
  private void tell(Moment moment, WrittenAfter written) {
    if (written == null) {
      return;
    }
    try {
      journal.fact(moment.run(), WrittenAfter.NAME, written);
    } catch (RuntimeException e) {
      log.warn("{}: {} was not told: {}", moment.run(), written, e.getMessage());
    }
  }

  /** It may have been read for an hour, and is lost for good once its connections are closed. */
  private void keepPatiently(Moment moment, String id, Content content) {
    long deadline = System.nanoTime() + PATIENCE_WITH_LEDGER.toNanos();
    while (true) {
      try {
        keep(moment, id, fingerprints.kept(content));
        return;
      } catch (LedgerPool.LedgerFailure e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        log.info(
            "{} {} is kept as soon as it can be: {}", moment.run(), moment.kind(), e.getMessage());
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }

  private void keep(Moment moment, String id, Fingerprint read) {
    byte[] json = Json.write(read).getBytes(StandardCharsets.UTF_8);
    journal.name(moment.run(), moment.kind().read(id), journal.keep("proof", json));
  }

  /** As {@link #await(AppConfig, String, Kind, Gauge)}. */
  Optional<Fingerprint> await(AppConfig app, String run, Kind kind) {
    return await(app, run, kind, Gauge.NONE);
  }

  /**
   * What was read of the newest that was begun. Waits for it; empty where it was lost.
   *
   * @param progress told how far it is, where this worker reads it: others see only that it is read
   */
  Optional<Fingerprint> await(AppConfig app, String run, Kind kind, Gauge progress) {
    Optional<String> id = begun(run, kind);
    while (id.isPresent()) {
      // looked for first: whoever reads is there still when it stands in the ledger
      boolean isBeingRead = isBeingRead(app, id.get());
      Optional<Fingerprint> read = read(run, kind, id.get());
      if (read.isPresent() || !isBeingRead) {
        return read;
      }
      Optional.ofNullable(far.get(id.get()))
          .ifPresent(now -> progress.at(kind.what(), now.bytes(), now.ofBytes()));
      Sessions.pause();
    }
    return Optional.empty();
  }

  /** True where it was read, or is being read. */
  boolean isHeld(AppConfig app, String run, Kind kind) {
    return begun(run, kind)
        .filter(id -> isBeingRead(app, id) || read(run, kind, id).isPresent())
        .isPresent();
  }

  /** From now on what users write may be in a baseline that is begun: none is. */
  void settle(String run) {
    byte[] words = SETTLED.getBytes(StandardCharsets.UTF_8);
    journal.name(run, SETTLED, journal.keep(SETTLED, words));
  }

  boolean isSettled(String run) {
    return journal.named(run, SETTLED).isPresent();
  }

  private Optional<String> begun(String run, Kind kind) {
    return journal.named(run, kind.begun()).map(this::text);
  }

  private Optional<Fingerprint> read(String run, Kind kind, String id) {
    return journal
        .named(run, kind.read(id))
        .map(this::text)
        .map(json -> Json.convert(Json.read(json), Fingerprint.class));
  }

  private String text(Artifact artifact) {
    return new String(journal.fetch(artifact), StandardCharsets.UTF_8);
  }

  private boolean isBeingRead(AppConfig app, String id) {
    return connections.beside(
        app,
        connection ->
            Sql.first(
                    connection,
                    row -> true,
                    "SELECT FROM pg_stat_activity WHERE application_name = ?",
                    SESSION + id)
                .isPresent());
  }

  /** Lets those that are being read be read to their end, for a while. */
  @Override
  public void close() {
    readers.shutdown();
    try {
      if (!readers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("fingerprints that are still being read after {} are given up", PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "drydock-proof");
    thread.setDaemon(true);
    return thread;
  }
}
