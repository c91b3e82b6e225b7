package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.config.AppConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes long tells how far it is, as a role that is no superuser sees it. */
class ProgressTest extends WithPostgres {
  private static final String RUN = "keeper-41";

  @TempDir Path directory;
  private final CountDownLatch may = new CountDownLatch(1);
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Gauge gauge = (what, done, of) -> told.add(done + " of " + of + " " + what);
  private AppConfig app;
  private PostgresDatabases databases;

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), directory);
    databases = new PostgresDatabases(TestPostgres.SECRETS, new Slow(), ClientTools.in());
  }

  /** The proof is read, and not kept before it may be. */
  private final class Slow extends MemoryJournal {
    @Override
    public Artifact keep(String kind, byte[] content) {
      if (kind.equals("proof")) {
        try {
          may.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return super.keep(kind, content);
    }
  }

  @Test
  void aCopyGrowsWhereItsTablespaceMayBeLookedAt() throws Exception {
    Growth growth = new Growth(databases.connections(), app);
    assertThat(growth.bytes()).hasValue(0);
    try (Connection drydock = postgres.connect("postgres", "drydock", "drydock-secret")) {
      Copies.fromTemplate(drydock, "keeper", "keeper_drydock_41");
      long size =
          Long.parseLong(
              Sql.text(drydock, "SELECT pg_database_size(?)::text", "keeper_drydock_41"));
      assertThat(growth.bytes().orElseThrow()).isBetween(size * 9 / 10, size * 11 / 10);
    }
  }

  @Test
  void whereItMayNotTheCopyIsMadeAllTheSame() throws Exception {
    String tablespace =
        "SET allow_in_place_tablespaces = on; CREATE TABLESPACE elsewhere LOCATION ''";
    try (Connection superuser = postgres.connect("postgres", "postgres", "")) {
      for (String statement : tablespace.split("; ")) {
        Sql.run(superuser, statement);
      }
      Sql.run(superuser, "ALTER DATABASE keeper SET TABLESPACE elsewhere");
    }
    try {
      Growth growth = new Growth(databases.connections(), app);
      assertThat(growth.bytes()).isEmpty();
      assertThat(growth.bytes()).isEmpty();
      databases.claim(app, RUN);
      databases.fence(app, RUN);
      assertThat(databases.seal(app, RUN, CopyKeeping.METHOD, gauge).location())
          .isEqualTo("keeper_drydock_41");
      assertThat(told).allMatch(line -> line.contains("are copied on the server, for "));
      postgres.superuser("postgres", "GRANT pg_read_all_stats TO drydock");
      assertThat(new Growth(databases.connections(), app).bytes()).isPresent();
    } finally {
      may.countDown();
      databases.close();
      postgres.superuser("postgres", "REVOKE pg_read_all_stats FROM drydock");
    }
  }

  @Test
  void aFingerprintTellsHowMuchOfTheTablesIsRead() {
    databases.fingerprint(app, gauge);
    assertThat(told).isNotEmpty();
    String[] last = told.get(told.size() - 1).split(" ", 4);
    assertThat(last[0]).isEqualTo(last[2]).isNotEqualTo("0");
    assertThat(last[3]).isEqualTo("read for the fingerprint");
  }

  @Test
  void whoWaitsForAProofIsToldHowFarItIs() throws Exception {
    databases.claim(app, RUN);
    databases.fence(app, RUN);
    Seal seal = databases.seal(app, RUN, CopyKeeping.METHOD, TestApps.QUIET);
    CompletableFuture<Void> back =
        CompletableFuture.runAsync(() -> databases.putBack(app, RUN, seal, gauge));
    await().untilAsserted(() -> assertThat(told).isNotEmpty());
    may.countDown();
    back.get(1, TimeUnit.MINUTES);
    assertThat(told.get(0)).endsWith(" of the sealed copy read");
  }

  @Test
  void checksumsTellHowMuchOfTheDumpIsRead() throws Exception {
    Files.write(directory.resolve("1.dat"), new byte[2 << 20]);
    Files.write(directory.resolve("2.dat"), new byte[1 << 20]);
    DumpDirectory.files(directory, gauge);
    assertThat(told)
        .startsWith("1048576 of 3145728 of the dump read for its checksums")
        .endsWith("3145728 of 3145728 of the dump read for its checksums");
  }
}
