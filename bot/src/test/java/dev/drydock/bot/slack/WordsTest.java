package dev.drydock.bot.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "8, 8 ms",
    "400, 0.4 s",
    "2000, 2 s",
    "9949, 9.9 s",
    "14000, 14 s",
    "60000, 1 min",
    "200000, 3 min 20 s",
    "119800, 2 min",
    "7500000, 2 h 5 min",
    "51622, 52 s",
    "59700, 1 min"
  })
  void durations(long millis, String words) {
    assertThat(Words.took(Duration.ofMillis(millis))).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "999, 999 B", "1200, 1.2 kB", "412000000, 412 MB", "2500000000, 2.5 GB"})
  void sizes(long bytes, String words) {
    assertThat(Words.size(bytes)).isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=hunter2",
        "PGPASSWORD: hunter2",
        "postgres://keeper:hunter2@db/keeper",
        "jdbc:postgresql://db/k?user=a&password=hunter2",
        "{\"password\": \"hunter2\"}",
        "token='hunter2'",
        "Authorization: Bearer hunter2hunter2",
        "xoxb-hunter2-1234567"
      })
  void secretsAreScrubbed(String text) {
    assertThat(Words.said(text, 300)).doesNotContain("hunter2").contains("***");
  }

  @Test
  void escapingNeverMakesItLongerThanAsked() {
    for (int most = 10; most < 40; most++) {
      String said = Words.said("<&>".repeat(50), most);
      assertThat(said).hasSizeLessThanOrEqualTo(most).endsWith("…");
      assertThat(said.replaceAll("&(lt|gt|amp);", "")).doesNotContain("&");
    }
  }

  @Test
  void aBlockOfCodeCannotBeLeft() {
    assertThat(Words.codeBlock("a\n``` *b* <!channel>", 100))
        .isEqualTo("```\na\n''' *b* &lt;!channel&gt;\n```");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\ufeff", "\u00ad", "\u2028"})
  void whatNobodyWouldSeeIsShown(String unseen) {
    String shown = String.format("us[U+%04X]ers", unseen.codePointAt(0));
    assertThat(Words.said("us" + unseen + "ers", 50)).isEqualTo(shown);
    assertThat(Words.codeBlock("us" + unseen + "ers", 50)).isEqualTo("```\n" + shown + "\n```");
  }

  /** Shown letters are longer: nothing may fall out between two blocks. */
  @Test
  void allOfAnSqlFullOfUnseenLettersIsThere() {
    String blocks =
        Modals.sql(
                new Story(new MemoryBook(), "keeper-41", Instant.EPOCH).waiting().view(),
                "\u200b".repeat(2000) + "\nDROP TABLE x;")
            .toString();
    assertThat(blocks).contains("DROP TABLE x;", "That is all of it.");
    assertThat(blocks.split("\\[U\\+200B]", -1)).hasSize(2001);
  }

  @Test
  void surrogatesAreNotCutApart() {
    assertThat(Words.cut("ab\ud83d\ude80cd", 4)).isEqualTo("ab…");
  }
}
