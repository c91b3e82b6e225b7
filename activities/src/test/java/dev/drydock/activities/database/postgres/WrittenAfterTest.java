package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.WrittenAfter;
import dev.drydock.workflows.config.AppConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much was written between the durable backup and the seal. */
class WrittenAfterTest extends WithTools {
  private static final String RUN = "keeper-41";

  @TempDir Path directory;
  private final MemoryJournal journal = new MemoryJournal();
  private AppConfig app;
  private PostgresDatabases databases;

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), directory);
    databases = worker();
    databases.claim(app, RUN);
  }

  @AfterEach
  void close() {
    databases.close();
  }

  private PostgresDatabases worker() {
    return new PostgresDatabases(TestPostgres.SECRETS, journal, ClientTools.in(bin));
  }

  private void backUp() {
    databases.backUp(app, RUN, TestApps.QUIET);
  }

  private Optional<WrittenAfter> sealed() {
    databases.fence(app, RUN);
    Seal seal = databases.seal(app, RUN, CopyKeeping.METHOD, TestApps.QUIET);
    assertThat(databases.sealed(app, RUN, seal)).isPresent();
    databases.close();
    return journal.named(RUN, WrittenAfter.NAME).map(this::read);
  }

  private WrittenAfter read(Artifact artifact) {
    String json = new String(journal.fetch(artifact), StandardCharsets.UTF_8);
    return Json.convert(Json.read(json), WrittenAfter.class);
  }

  @Test
  void whatIsAddedOrChangedAfterTheBackupIsCountedAndNothingElse() throws Exception {
    postgres.application(
        "CREATE MATERIALIZED VIEW total AS SELECT count(*) FROM build", "VACUUM FREEZE plain");
    try (Connection late = postgres.connect("keeper", "keeper", "keeper-secret")) {
      late.setAutoCommit(false);
      Sql.run(late, "INSERT INTO document VALUES (3, '{}')");
      postgres.application("INSERT INTO plain VALUES (1000, 1)");
      backUp();
      late.commit();
    }
    postgres.application(
        "UPDATE build SET mood = 'busy' WHERE id <= 5",
        "INSERT INTO build (name) VALUES ('new'), ('newer')",
        "DELETE FROM plain WHERE id <= 10",
        "REFRESH MATERIALIZED VIEW total",
        "VACUUM FREEZE build");
    WrittenAfter written = sealed().orElseThrow();
    assertThat(written.rows()).isEqualTo(8);
    assertThat(written.tables()).isEqualTo(2);
    assertThat(written.most()).containsExactly("public.build", "public.document");
    assertThat(written.sure()).isTrue();
    assertThat(written.since()).isNotNull();
  }

  @Test
  void nothingWrittenIsAFigureToo() {
    backUp();
    WrittenAfter written = sealed().orElseThrow();
    assertThat(written.rows()).isZero();
    assertThat(written.words("it", "the sealed copy"))
        .isEqualTo("no row was added or changed after it");
  }

  /** The worker that noted it died, and another one finds the dump. */
  @Test
  void theMomentIsThatOfTheDumpThatCounts() throws Exception {
    backUp();
    journal.forget(RUN, "backup-moment");
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    backUp();
    assertThat(sealed().orElseThrow().rows()).isEqualTo(1);
  }

  @Test
  void whereTheBackupTellsNoMomentNothingIsSaid() throws Exception {
    backUp();
    journal.forget(RUN, "backup-moment");
    Path manifest = directory.resolve(RUN).resolve(BackupStore.MANIFEST);
    String old = Files.readString(manifest).replaceAll("\"moment\" : \\{[^}]*\\},", "");
    assertThat(old).doesNotContain("snapshot");
    Files.writeString(manifest, old);
    backUp();
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    assertThat(sealed()).isEmpty();
  }

  @Test
  void whereNumbersHaveComeRoundItSaysAbout() throws Exception {
    long round = 1L << 32;
    Since since = new Since(2 * round + 1000, "" + (2 * round + 7), 2 * round + 2000);
    assertThat(isNew(since, 999)).isFalse();
    assertThat(isNew(since, 7)).isTrue();
    assertThat(isNew(since, 1000)).isTrue();
    assertThat(isNew(since, 3_000_000_000L)).as("of the round before").isFalse();
    assertThat(isNew(since, 2)).as("frozen").isFalse();
    assertThat(since.canTell()).isTrue();
    assertThat(since.isSure()).isFalse();
    assertThat(new Since(1000, "", 2000).isSure()).isTrue();
    assertThat(new Since(1000, "", round).canTell()).isFalse();
  }

  private static boolean isNew(Since since, long xmin) throws SQLException {
    String sql = "SELECT (" + since.isNew("'" + xmin + "'::xid") + ")::text";
    return Boolean.parseBoolean(postgres.query("keeper", sql).get(0));
  }
}
