package dev.drydock.bot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.RunFold;
import dev.drydock.workflows.book.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code drydock list}: which runs there were, over a period, for a person or a spreadsheet. */
class ListTest {
  private final Shell shell = new Shell();

  /** Three runs: of 1 March, of 27 February by another, of 1 February of another app. */
  @BeforeEach
  void threeRuns() {
    Runs.ended(shell.desk.book, Outcome.UPGRADED, "");
    RunView newest = RunFold.fold(shell.desk.book.events);
    shell.desk.book.earlier.add(
        Runs.like(newest, "keeper-40", "keeper", "2026-02-27T23:30:00Z", Outcome.ROLLED_BACK));
    shell.desk.book.earlier.add(
        Runs.like(newest, "tower-7", "tower", "2026-02-01T08:00:00Z", Outcome.UPGRADED));
  }

  private List<String> shown(String... more) {
    String[] words = new String[more.length + 1];
    words[0] = "list";
    System.arraycopy(more, 0, words, 1, more.length);
    assertThat(shell.run(words)).as(shell.err()).isZero();
    return shell
        .out()
        .lines()
        .filter(line -> line.matches("(keeper|tower)-.*"))
        .map(line -> line.split(" ")[0])
        .toList();
  }

  @Test
  void tellsWhenAndHowLongItWasDown() {
    shown();
    assertThat(shell.out().lines().findFirst().orElseThrow())
        .contains("opened", "downtime", "how it stands");
    assertThat(shell.out())
        .containsPattern("keeper-41 .* ana +2026-03-01 20:00:01 UTC +12 s +Upgraded")
        .doesNotContain("shown");
  }

  @Test
  void onlyWhatIsAskedFor() {
    assertThat(shown("--app", "tower")).containsExactly("tower-7");
    assertThat(shown("--outcome", "rolled_back")).containsExactly("keeper-40");
    assertThat(shown("--approved-by", "ben")).containsExactly("keeper-41", "keeper-40", "tower-7");
    assertThat(shown("--approved-by", "cho")).isEmpty();
    assertThat(shell.out()).isEqualTo("No such run.\n");
    assertThat(shown("--since", "2026-02-27")).containsExactly("keeper-41", "keeper-40");
    assertThat(shown("--until", "2026-02-27")).as("to that day's end").hasSize(2);
    assertThat(shown("--until", "2026-02-27T23:30Z")).containsExactly("tower-7");
    assertThat(shown("--since", "2026-02-28T00:30+01:00", "--app", "keeper")).hasSize(2);
    assertThat(shown("--open", "--app", "keeper")).isEmpty();
  }

  @Test
  void saysWhenItIsCut() {
    assertThat(shown("--limit", "2")).containsExactly("keeper-41", "keeper-40");
    assertThat(shell.out()).endsWith("2 of 3 shown; --limit 3 for all\n");
    assertThat(shown("--limit", "1", "--app", "keeper")).containsExactly("keeper-41");
    assertThat(shell.out()).endsWith("1 of 2 shown; --limit 2 for all\n");
    assertThat(shown("--limit", "1", "--approved-by", "ben")).containsExactly("keeper-41");
    assertThat(shell.out()).endsWith("1 of 3 shown; --limit 3 for all\n");
    assertThat(shell.run("list", "--limit", "1", "--json")).isZero();
    assertThat(Json.read(shell.out())).hasSize(1);
    assertThat(shell.err()).isEqualTo("1 of 3 shown; --limit 3 for all\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--limit 0", "--limit -1", "--since yesterday", "--outcome good", "--csv --json"})
  void whatCannotBeAskedIsSaid(String typed) {
    assertThat(shell.run(("list " + typed).split(" "))).isEqualTo(Exit.WRONG.code());
    assertThat(shell.err()).contains(typed.split(" ")[0]);
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void aSpreadsheetGetsCellsAndNoFormula() {
    RunView newest = RunFold.fold(shell.desk.book.events);
    shell.desk.book.earlier.add(
        Runs.like(newest, "=HYPERLINK(\"x\")", "a,b", "2026-01-01T00:00:00Z", Outcome.UPGRADED));
    assertThat(shell.run("list", "--csv")).isZero();
    assertThat(shell.out().lines())
        .hasSize(5)
        .startsWith(
            "run,app,database,from,to,asked by,opened,outcome,downtime seconds,approved by,cause",
            "keeper-41,keeper,keeper@db.example:5432,1.8.0,1.9.0,ana,2026-03-01T20:00:01Z,Upgraded,"
                + "12.0,ben,")
        .last()
        .asString()
        .startsWith("\"'=HYPERLINK(\"\"x\"\")\",\"a,b\",");
  }

  @Test
  void aDurationIsSaidAsOnTheCard() {
    assertThat(Words.span(Duration.parse("PT51.622S"))).isEqualTo("52 s");
    assertThat(Words.day(Instant.parse("2026-03-01T20:00:00Z")))
        .isEqualTo("2026-03-01 20:00:00 UTC");
    assertThat(Words.clock(Instant.parse("2026-03-01T20:00:00Z"))).isEqualTo("20:00:00 UTC");
  }
}
