package dev.drydock.activities.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ToolLogTest {
  @Test
  void linesThatComeAgainAfterALostConnectionAreKeptOnce() throws IOException {
    ToolLog log = new ToolLog();
    write(
        log, "2026-11-20T20:00:00.1Z one\n2026-11-20T20:00:00.12Z two\n2026-11-20T20:00:00.5Z ha");
    log.reconnect();
    write(
        log,
        "2026-11-20T20:00:00.1Z one\n2026-11-20T20:00:00.12Z two\n2026-11-20T20:00:00.5Z half\n");
    assertThat(log.newestTimestamp()).isEqualTo("2026-11-20T20:00:00.5Z");
    assertThat(text(log)).isEqualTo("one\ntwo\nhalf\n");
  }

  /** As conmon of CRI-O stamps what it reads at once. */
  @Test
  void linesWithOneTimestampAreAllKeptAndOnceAfterALostConnection() throws IOException {
    String traceback =
        """
        2026-11-20T20:00:00.1Z Traceback (most recent call last):
        2026-11-20T20:00:00.1Z   File "x"
        2026-11-20T20:00:00.1Z ZeroDivisionError: division by zero
        """;
    ToolLog log = new ToolLog();
    write(log, traceback);
    log.reconnect();
    write(log, traceback);
    log.reconnect();
    write(log, traceback + "2026-11-20T20:00:00.1Z a fourth\n2026-11-20T20:00:00.1Z a fifth\n");
    assertThat(text(log))
        .isEqualTo(
            "Traceback (most recent call last):\n  File \"x\"\n"
                + "ZeroDivisionError: division by zero\na fourth\na fifth\n");
  }

  @Test
  void linesOfTwoStreamsWhoseTimestampsCrossAreKept() throws IOException {
    String crossed = "2026-11-20T20:00:00.6Z out\n2026-11-20T20:00:00.5Z err\n";
    ToolLog log = new ToolLog();
    write(log, crossed);
    log.reconnect();
    write(log, crossed + "2026-11-20T20:00:00.8Z out 2\n2026-11-20T20:00:00.55Z err 2\n");
    assertThat(log.newestTimestamp()).isEqualTo("2026-11-20T20:00:00.8Z");
    assertThat(text(log)).isEqualTo("out\nerr\nout 2\nerr 2\n");
  }

  @Test
  void passwordsNeverReachTheDisk() throws IOException {
    ToolLog log = new ToolLog();
    write(
        log,
        "2026-11-20T20:00:00Z connecting to postgresql://keeper:s3cret@db/keeper\n"
            + "2026-11-20T20:00:01Z DB_PASSWORD=s3cret user=ana\n"
            + "2026-11-20T20:00:02Z jdbc:postgresql://db/keeper?user=x&password=s3cret&ssl=true\n");
    assertThat(text(log))
        .isEqualTo(
            "connecting to postgresql://keeper:***@db/keeper\n"
                + "DB_PASSWORD=*** user=ana\n"
                + "jdbc:postgresql://db/keeper?user=x&password=***&ssl=true\n");
  }

  @Test
  void newestLineIsToldOnce() throws IOException {
    ToolLog log = new ToolLog();
    write(log, "2026-11-20T20:00:00Z one\n2026-11-20T20:00:01Z two\n2026-11-20T20:00:02Z\n");
    assertThat(log.unseenLine()).isEqualTo("two");
    assertThat(log.unseenLine()).isEmpty();
    log.discard();
  }

  @Test
  void lastWordsAreTheErrorNotTheNoise() {
    assertThat(
            LastWords.of(
                """
                INFO  [alembic.runtime.migration] Running upgrade k3 -> k4
                Traceback (most recent call last):
                psycopg2.errors.NotNullViolation: column "note" contains null values

                The above exception was the direct cause
                sqlalchemy.exc.IntegrityError: (psycopg2.errors.NotNullViolation) column "note"
                [SQL: ALTER TABLE build]
                """))
        .isEqualTo(
            "sqlalchemy.exc.IntegrityError: (psycopg2.errors.NotNullViolation) column \"note\""
                + " [SQL: ALTER TABLE build]");
    assertThat(LastWords.of("")).isEqualTo("(it printed nothing)");
    assertThat(
            LastWords.of(
                """
                Unexpected error running Liquibase: Migration failed for changeset k7.sql::k7::keeper:
                     Reason: liquibase.exception.DatabaseException: ERROR: division by zero [Failed SQL: (0) update x]
                For more information, please use the --log-level flag
                """))
        .isEqualTo(
            "Unexpected error running Liquibase: Migration failed for changeset"
                + " k7.sql::k7::keeper: Reason: ERROR: division by zero");
  }

  @Test
  void coloursHideNoLastWords() throws IOException {
    ToolLog log = new ToolLog();
    write(
        log,
        "2026-11-20T20:00:00Z \u001B[1;31mERROR: note is null\u001B[0m\u001B[K\n"
            + "2026-11-20T20:00:01Z \u001B[2mSee the log\u001B[0m\n"
            + "2026-11-20T20:00:02Z bye\n");
    assertThat(LastWords.of(log.lastLines())).isEqualTo("ERROR: note is null See the log");
    assertThat(text(log)).isEqualTo("ERROR: note is null\nSee the log\nbye\n");
  }

  private static void write(ToolLog log, String text) throws IOException {
    log.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ToolLog log) {
    return new String(log.finish(), StandardCharsets.UTF_8);
  }
}
