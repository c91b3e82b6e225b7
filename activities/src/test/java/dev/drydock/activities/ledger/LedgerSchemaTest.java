package dev.drydock.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.activities.database.postgres.TestPostgres;
import dev.drydock.activities.database.postgres.WithPostgres;
import dev.drydock.activities.ledger.LedgerSchema.NotPrepared;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.book.Link;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.config.LedgerConfig;
import dev.drydock.workflows.config.Scrub;
import dev.drydock.workflows.config.SecretRef;
import org.junit.jupiter.api.Test;

/** A ledger from nothing, and what is said to whoever has to make what is missing. */
class LedgerSchemaTest extends WithPostgres {

  @Test
  void tellsWhatItWouldDoWithoutDoingIt() throws Exception {
    postgres.superuser("postgres", "CREATE DATABASE fresh OWNER ledger");
    LedgerConfig fresh = at("fresh", "ledger", "bot");

    assertThat(LedgerSchema.pending(fresh, TestPostgres.SECRETS)).contains("1-tables");
    assertThat(
            postgres.query(
                "fresh",
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                    + " WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"))
        .as("nothing was made")
        .containsExactly("0");

    LedgerSchema.update(fresh, TestPostgres.SECRETS);
    assertThat(LedgerSchema.pending(fresh, TestPostgres.SECRETS)).isEmpty();
  }

  /** With what version 3 of the tables granted, and an event as its workers wrote it. */
  @Test
  void aLedgerOfAnEarlierVersionIsBroughtUpToDate() throws Exception {
    postgres.superuser("postgres", "CREATE DATABASE earlier OWNER ledger");
    LedgerConfig earlier = at("earlier", "ledger", "bot");
    LedgerSchema.update(earlier, TestPostgres.SECRETS);
    String at = "2026-01-01T10:00:00.500Z";
    String hash = Link.hash("", "keeper-1", at, "STEP_PROGRESS", "k", "{\"line\": \"one\"}");
    postgres.superuser(
        "earlier",
        "DROP FUNCTION drydock.add_refusal, drydock.add_event, drydock.event_hash",
        "DELETE FROM drydock.databasechangelog WHERE id = '4-add-event'",
        "GRANT INSERT ON drydock.events TO bot",
        "INSERT INTO drydock.runs VALUES ('keeper-1', 'keeper', 1, 'keeper', '1.9.0', 'ana', 'w',"
            + " 'e', now())",
        "INSERT INTO drydock.events (run, at, kind, key, data, prev_hash, hash) VALUES"
            + " ('keeper-1', '"
            + at
            + "', 'STEP_PROGRESS', 'k', '{\"line\":\"one\"}', '', '"
            + hash
            + "')");

    assertThat(LedgerSchema.pending(earlier, TestPostgres.SECRETS)).containsExactly("4-add-event");
    LedgerSchema.update(earlier, TestPostgres.SECRETS);

    assertThat(
            postgres.query(
                "earlier", "SELECT has_table_privilege('bot', 'drydock.events', 'INSERT')"))
        .containsExactly("f");
    try (LedgerPool readers = LedgerPool.reader(earlier, TestPostgres.SECRETS)) {
      PostgresRunBook book = new PostgresRunBook(readers, new Scrub());
      book.refused(new Refusal("keeper-1", "ana", Source.CLI, "approve", "no"));
      assertThat(book.links("keeper-1")).extracting(Link::previous).containsExactly("", hash);
      assertThat(book.brokenLink("keeper-1")).isEmpty();
    }
  }

  @Test
  void aMissingDatabase() {
    NotPrepared told = refused(at("nowhere", "ledger", "bot"));
    assertThat(told).hasMessageContaining("nowhere");
    assertThat(told.isAway()).isFalse();
    assertThat(told.mend()).contains("CREATE DATABASE \"nowhere\" OWNER \"ledger\";");
  }

  @Test
  void aMissingRole() {
    NotPrepared told = refused(at("ledger", "stranger", "bot"));
    assertThat(told.isAway()).isFalse();
    assertThat(told.mend())
        .contains(
            "CREATE ROLE \"stranger\" LOGIN PASSWORD '...';",
            "CREATE DATABASE \"ledger\" OWNER \"stranger\";");
    assertThat(told).hasMessageNotContaining("stranger-secret");
  }

  @Test
  void aMissingReader() {
    NotPrepared told = refused(at("ledger", "ledger", "stranger"));
    assertThat(told).hasMessageContaining("role stranger (ledger.reader) is not there");
    assertThat(told.mend()).contains("CREATE ROLE \"stranger\" LOGIN PASSWORD '...';");
  }

  @Test
  void aDatabaseOfSomebodyElse() throws Exception {
    postgres.superuser("postgres", "CREATE DATABASE others");
    LedgerConfig others = at("others", "ledger", "bot");

    NotPrepared told =
        catchThrowableOfType(
            NotPrepared.class, () -> LedgerSchema.update(others, TestPostgres.SECRETS));
    assertThat(told.mend()).contains("ALTER DATABASE \"others\" OWNER TO \"ledger\";");
  }

  @Test
  void aServerThatIsNotThere() {
    LedgerConfig away =
        new LedgerConfig(
            "jdbc:postgresql://127.0.0.1:1/ledger",
            "ledger",
            new SecretRef.Env("ledger"),
            null,
            null);
    assertThat(refused(away).isAway()).isTrue();
  }

  private static NotPrepared refused(LedgerConfig config) {
    return catchThrowableOfType(
        NotPrepared.class, () -> LedgerSchema.pending(config, TestPostgres.SECRETS));
  }

  private static LedgerConfig at(String database, String user, String reader) {
    return new LedgerConfig(
        "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database,
        user,
        new SecretRef.Env(user),
        reader,
        new SecretRef.Env(reader));
  }
}
