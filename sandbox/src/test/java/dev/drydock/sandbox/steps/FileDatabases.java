package dev.drydock.sandbox.steps;

import dev.drydock.activities.database.Engine;
import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.database.Leftover;
import dev.drydock.activities.database.ToolEnvironment;
import dev.drydock.activities.database.Unreachable;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A database that is a file with a revision in it, and another with what the app wrote. */
final class FileDatabases implements Engine {
  private static final ToolEnvironment NOTHING =
      new ToolEnvironment() {
        @Override
        public Map<String, String> told(Map<String, String> own) {
          return Map.of();
        }

        @Override
        public ToolEnvironment readOnly() {
          return this;
        }

        @Override
        public ToolEnvironment refused() {
          return this;
        }
      };

  private final Path revision;
  private final AtomicInteger answers = new AtomicInteger(Integer.MAX_VALUE);
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private final List<String> fence = new CopyOnWriteArrayList<>();
  private final List<String> endedSessionsOf = new CopyOnWriteArrayList<>();
  private volatile String baseline;
  private volatile String refusal;

  FileDatabases(Path revision) {
    this.revision = revision;
  }

  @Override
  public Facts facts(AppConfig app, boolean isDumped) {
    if (answers.getAndDecrement() <= 0) {
      throw new Unreachable("cannot reach the database server 127.0.0.1:5432: refused", null);
    }
    if (refusal != null) {
      throw Failures.refused(refusal);
    }
    return new Facts("16.14", 42, new WayBack("pg_dump", null, "copy"), List.of("a note"));
  }

  @Override
  public List<String> query(AppConfig app, String sql) {
    return sql.startsWith("select count") ? List.of("7") : List.of(read(revision).strip());
  }

  @Override
  public boolean tableExists(AppConfig app, String table) {
    return true;
  }

  @Override
  public List<String> filledTables(AppConfig app, List<String> except) {
    return List.of();
  }

  @Override
  public boolean isVisited(AppConfig app, String session, Set<String> addresses, Runnable deed) {
    deed.run();
    return true;
  }

  @Override
  public ToolEnvironment toolEnvironment(String session, String serverVersion, Duration statement) {
    return NOTHING;
  }

  @Override
  public String hint(String said, String waited) {
    return "";
  }

  @Override
  public boolean isForGood(RuntimeException failure) {
    return false;
  }

  @Override
  public Backup backUp(AppConfig app, String run, Gauge progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Seal seal(AppConfig app, String run, String method, Gauge progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PutBack putBack(AppConfig app, String run, Seal seal, Gauge progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Leftover> leftovers(AppConfig app) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean drop(AppConfig app, String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void tidy(AppConfig app, String run) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}

  @Override
  public Fingerprint fingerprint(AppConfig app, Gauge progress) {
    String digest = Digest.of(read(data()));
    return new Fingerprint(digest, 1, 1, new Artifact(digest, 1, "fingerprint"));
  }

  @Override
  public List<String> differences(Fingerprint before, Fingerprint now) {
    return before.digest().equals(now.digest()) ? List.of() : List.of("build");
  }

  @Override
  public void baseline(AppConfig app, String run) {
    baseline = fingerprint(app).digest();
  }

  @Override
  public void keepBaseline(AppConfig app, String run) {
    if (baseline == null) {
      baseline(app, run);
    }
  }

  @Override
  public Optional<Discard> writtenSince(AppConfig app, String run, Gauge progress) {
    fence(app, run);
    String now = fingerprint(app).digest();
    return now.equals(baseline)
        ? Optional.empty()
        : Optional.of(
            new Discard(
                now, List.of(new Discard.Lost("build: 1 row added", 1)), "/backups/keeper-41"));
  }

  @Override
  public List<String> troubles(AppConfig app) {
    return troubles;
  }

  @Override
  public void claim(AppConfig app, String run) {
    fence.add("claim");
  }

  @Override
  public void requireFree(AppConfig app, String run) {
    held(app)
        .filter(hold -> !hold.run().equals(run))
        .ifPresent(
            hold -> {
              throw Failures.stepFailed(
                  Hold.refusal(app.databaseId().toString(), hold.words(), app));
            });
  }

  @Override
  public List<String> fence(AppConfig app, String run) {
    fence.add("fence");
    return List.of();
  }

  @Override
  public void raise(AppConfig app, String run) {
    fence.add("fence");
  }

  @Override
  public Pass letIn(AppConfig app, String run, Set<String> addresses, Seen seen) {
    fence.add("let in");
    return new Pass() {
      @Override
      public void endSessions() {
        endedSessionsOf.add(run);
      }

      @Override
      public void close() {
        fence.add("close");
      }
    };
  }

  @Override
  public Optional<Hold> held(AppConfig app) {
    boolean isFenced = fence.lastIndexOf("fence") > fence.lastIndexOf("unfence");
    return isFenced
        ? Optional.of(new Hold("keeper-41", "keeper-41", true, true, "run keeper-41"))
        : Optional.empty();
  }

  @Override
  public void breakHold(AppConfig app, String shown) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unfence(AppConfig app, String run) {
    fence.add("unfence");
  }

  @Override
  public void release(AppConfig app, String run) {
    fence.add("release");
  }

  /** What was done to it, in order. */
  List<String> fenceDeeds() {
    return List.copyOf(fence);
  }

  /** Its server is away once it has told that many facts. */
  void awayAfter(int facts) {
    answers.set(facts);
  }

  /** Facts cannot be had, and why; null where they can. */
  void refuse(String why) {
    refusal = why;
  }

  /** A write of the app's. */
  void write(String row) {
    try {
      Files.writeString(data(), read(data()) + row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void leave(String trouble) {
    troubles.add(trouble);
  }

  List<String> endedSessionsOf() {
    return endedSessionsOf;
  }

  private Path data() {
    return revision.resolveSibling("data");
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
