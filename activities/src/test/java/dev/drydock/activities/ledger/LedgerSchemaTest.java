package dev.drydock.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.activities.database.postgres.TestPostgres;
import dev.drydock.activities.database.postgres.WithPostgres;
import dev.drydock.activities.ledger.LedgerSchema.NotPrepared;
import dev.drydock.workflows.config.LedgerConfig;
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
