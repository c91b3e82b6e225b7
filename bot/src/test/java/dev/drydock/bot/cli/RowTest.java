package dev.drydock.bot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "up\u001b[2J\u001b[1;1Hgraded",
        "up\u001b]0;title\u0007graded",
        "up\u001b]8;;http://x\u001b\\graded",
        "up\u001bcgraded",
        "up\u009bgraded",
        "up\b\u0000graded",
        "up\u001b[31mgraded\u001b"
      })
  void whatOthersWriteDoesNotReachTheTerminalAsACommand(String text) {
    assertThat(Row.clean(text, false)).isEqualTo("upgraded");
  }

  @Test
  void linesAndTabsBecomeSpacesAndColorsMayStay() {
    assertThat(Row.clean("a\tb\nc", true)).isEqualTo("a b c");
    String red = new Paint(true).bad("failed");
    assertThat(Row.clean(red, true)).isEqualTo(red);
  }

  @Test
  void whatWouldHideTextIsNoColor() {
    assertThat(Row.clean("a\u001b[8mDROP TABLE x;\u001b[0m", true))
        .isEqualTo("aDROP TABLE x;\u001b[0m");
  }

  @Test
  void whatNobodyWouldSeeIsShown() {
    assertThat(Row.clean("us\u200bers \u202e--\u2066\u061c\ufeff", false))
        .isEqualTo("us[U+200B]ers [U+202E]--[U+2066][U+061C][U+FEFF]");
  }

  @ParameterizedTest
  @CsvSource({"abcde, 5, abcde", "abcdef, 5, abcd…", "漢字漢, 5, 漢字…", "漢字漢, 6, 漢字漢", "ab, 1, …"})
  void aLineIsCutToWhatFits(String line, int columns, String fits) {
    assertThat(Row.fit(line, columns)).isEqualTo(fits);
  }

  @Test
  void colorsTakeNoRoomAndEndWhereTheLineIsCut() {
    Paint paint = new Paint(true);
    assertThat(Row.fit(paint.bad("abcde"), 5)).isEqualTo(paint.bad("abcde"));
    assertThat(Row.fit(paint.bad("abcdef"), 5)).isEqualTo(paint.bad("abcd…"));
  }
}
