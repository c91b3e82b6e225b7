package dev.drydock.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.config.SecretRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrubTest {
  private final Scrub scrub = new Scrub();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=hunter2",
        "PGPASSWORD=hunter2 psql",
        "password = 'hunter2 hunter2'",
        "\"password\": \"hunter2\"",
        "ALTER ROLE x PASSWORD 'hunter2'",
        "DB_PASSWORD: hunter2",
        "jdbc:postgresql://db/x?user=u&password=hunter2&ssl=true",
        "postgresql+psycopg2://keeper:hunter2@db:5432/keeper",
        "redis://:hunter2@cache",
        "Authorization: Bearer hunter2hunter2",
        "xoxb-1234-hunter2hunter2",
        "api_key=hunter2"
      })
  void secretsAreGone(String text) {
    assertThat(scrub.text(text)).doesNotContain("hunter2").contains(Scrub.GONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wrong password for user drydock at db:5432",
        "cannot reach http://keeper:8080/health",
        "index public.token_idx is invalid",
        "3 passwords changed"
      })
  void ordinaryWordsStay(String text) {
    assertThat(scrub.text(text)).isEqualTo(text);
  }

  @Test
  void knownValuesAreGoneWhereverTheyStand() {
    String value = scrub.watching(ref -> "s3cr3t-value").resolve(new SecretRef.Env("X"));
    assertThat(scrub.line("it was\n " + value + "!")).isEqualTo("it was ***!");
  }
}
