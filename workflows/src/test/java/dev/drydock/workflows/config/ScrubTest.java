package dev.drydock.workflows.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.drydock.workflows.Image;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrubTest {
  private static final String CANARY = "p@ss \"wörd\"/77+x";
  private final Scrub scrub = new Scrub();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=hunter2",
        "PGPASSWORD=hunter2 psql",
        "password = 'hunter2 hunter2'",
        "password='it''s hunter2'",
        "\"password\": \"hunter2\"",
        "{\"message\":\"{\\\"password\\\": \\\"hunter2\\\"}\"}",
        "ALTER ROLE x PASSWORD 'hunter2'",
        "ALTER ROLE x PASSWORD E'hunter2'",
        "DB_PASSWORD: hunter2",
        "DB_PASSWORD_PROD=hunter2",
        "spring.datasource.password=hunter2",
        "dbPassword: hunter2",
        "client_secret => hunter2",
        "tool --password hunter2 update",
        "cannot go on as keeper with password hunter2longer: division by zero",
        "jdbc:postgresql://db/x?user=u&password=hunter2&ssl=true",
        "postgresql+psycopg2://keeper:hunter2@db:5432/keeper",
        "postgresql://keeper:hunter2@x@db:5432/keeper",
        "postgresql://keeper:h/hunter2@db:5432/keeper",
        "redis://:hunter2@cache",
        "Authorization: Bearer hunter2hunter2",
        "xoxb-1234-hunter2hunter2",
        "github_pat_hunter2hunter2",
        "eyJhbGciOiJI.hunter2hunter2.hunter2",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nhunter2",
        "api_key=hunter2"
      })
  void secretsAreGone(String text) {
    String once = scrub.text(text);
    assertThat(once).doesNotContain("hunter2").contains(Scrub.GONE);
    assertThat(scrub.text(once)).as("again").isEqualTo(once);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wrong password for user drydock at db:5432",
        "cannot reach http://keeper:8080/health",
        "http://keeper:8080/a and http://b:8080/c@d",
        "image registry.example:5000/keeper@sha256:0a1b",
        "index public.token_idx is invalid",
        "ALTER TABLE t ADD COLUMN token_count integer DEFAULT 5",
        "alter table account alter column password type text",
        "3 passwords changed",
        "password authentication failed for user keeper2"
      })
  void ordinaryWordsStay(String text) {
    assertThat(scrub.text(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"token='LONG'", "token='LO''NG'", "token=E'LONG'"})
  void longValuesInSingleQuotesAreGone(String text) {
    assertThat(scrub.text(text.replaceAll("LO|NG", "hunter2".repeat(3_000))))
        .isEqualTo("token=***");
  }

  @ParameterizedTest
  @ValueSource(strings = {"token=\"LONG\"", "token=\"LO\\nNG\"", "{\\\"token\\\":\\\"LONG\\\"}"})
  void longValuesInDoubleQuotesAreGone(String text) {
    String escaped = text.replaceAll("LO|NG", "hunter2\\\\n".repeat(3_000));
    assertThat(scrub.text(escaped)).contains("token", "***").doesNotContain("hunter2");
  }

  @Test
  void theSecondOfTwoValuesSideBySideNeedNotBeClosed() {
    assertThat(scrub.text("token='hunter2''more")).isEqualTo("token=***'more");
  }

  /** However text was made: none of it costs minutes, as squares of its length do, or the stack. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "token='|x|",
        "token='|''|",
        "token=\"|x|",
        "token=\"|\\n|",
        "|token='x |",
        "|token=\\\"x |",
        "password|_x|=",
        "|password_|x",
        "|x_|x",
        "|a.|x",
        "|--|",
        "|--a|",
        "token|  |x",
        "|://a:|",
        "|-eyJhbGciOiJI|"
      })
  @Timeout(60)
  void longTextIsScrubbedInAMoment(String parts) {
    String[] part = parts.split("\\|", -1);
    String text = part[0] + part[1].repeat(40_000) + part[2];
    assertThat(scrub.text(text)).isNotEmpty();
  }

  @Test
  void knownValuesAreGoneWhereverTheyStand() {
    String value = scrub.watching(ref -> "s3cr3t-value").resolve(new SecretRef.Env("X"));
    assertThat(scrub.line("it was\n " + value + "!")).isEqualTo("it was ***!");
  }

  /** Each form is made here by other means than the ones that take it out. */
  @Test
  void knownValuesAreGoneHoweverTheyAreWritten() {
    scrub.remember(CANARY);
    byte[] bytes = CANARY.getBytes(StandardCharsets.UTF_8);
    assertThat(scrub.text("a " + CANARY + " b")).isEqualTo("a *** b");
    assertThat(scrub.text(TextNode.valueOf(CANARY).toString())).isEqualTo("\"***\"");
    assertThat(scrub.text("?x=" + URLEncoder.encode(CANARY, StandardCharsets.UTF_8)))
        .isEqualTo("?x=***");
    assertThat(scrub.text("u:p%40ss%20%22w%c3%b6rd%22%2f77%2bx")).isEqualTo("u:***");
    assertThat(scrub.text(HexFormat.of().formatHex(bytes))).isEqualTo("***");
    for (String before : List.of("", "a", "ab", "abc")) {
      for (String after : List.of("", "y", "yz")) {
        byte[] around = (before + CANARY + after).getBytes(StandardCharsets.UTF_8);
        String left = scrub.text(Base64.getEncoder().encodeToString(around));
        assertThat(left).contains(Scrub.GONE).hasSizeLessThanOrEqualTo(14);
        assertThat(scrub.text(Base64.getUrlEncoder().encodeToString(around))).contains(Scrub.GONE);
      }
    }
  }

  @Test
  void aValueThatIsAnOrdinaryWordIsTakenOutByItsShapeOnly() {
    scrub.remember("sandbox");
    scrub.remember("postgres");
    assertThat(scrub.text("registry.sandbox/keeper as postgres at sandbox://postgres:sandbox@db"))
        .isEqualTo("registry.sandbox/keeper as postgres at sandbox://postgres:***@db");
  }

  @Test
  void theLongerOfTwoValuesGoesFirst() {
    scrub.remember("abcd1234");
    scrub.remember("abcd1234-and-more");
    assertThat(scrub.text("abcd1234-and-more")).isEqualTo(Scrub.GONE);
  }

  record Note(String text, int count, List<String> more) {}

  @Test
  void aRecordIsScrubbedInEachOfItsTexts() {
    Note clean = new Note("fine", 1, List.of("fine too"));
    assertThat(scrub.value(clean)).isSameAs(clean);
    assertThat(scrub.value(new Note("x", 1, List.of("password=hunter2"))))
        .isEqualTo(new Note("x", 1, List.of("password=***")));
  }

  @Test
  void whatAnImageIsCalledStays() {
    Image image = new Image("eu.example/acme-7/token:1.9.0", "sha256:" + "ab12".repeat(16));
    scrub.remember("APP_KEY", "eu.example/acme-7");
    scrub.remember("APP_KEY", "ab12ab12");

    assertThat(scrub.value(image)).isEqualTo(image);
    assertThat(scrub.text("pulled " + image.reference())).doesNotContain("acme-7");
  }

  /** Of whichever app, and in whichever order they come to be known. */
  @Test
  void whatTheConfigurationCallsThingsIsNoSecret() {
    scrub.remember("SECRET_PROJECT", "acme-production");
    scrub.spare(new Apps(List.of(app("eu.example/acme-production/keeper:{version}"))));
    scrub.remember("AUTH_HOST", "db.example");
    scrub.remember("AUTH_KEY", "acme-productioN-7");

    String said = "keeper_owner at db.example pulls eu.example/acme-production/keeper:1.9.0";
    assertThat(scrub.text(said)).isEqualTo(said);
    assertThat(scrub.text("with acme-productioN-7")).isEqualTo("with ***");
  }

  private static AppConfig app(String image) {
    return new AppConfig(
        "keeper",
        image,
        null,
        new DeploymentConfig("default", "keeper", "uwsgi"),
        new DatabaseConfig("db.example", 5432, "keeper", "keeper_owner", null, null),
        null,
        null,
        null,
        null,
        null);
  }
}
