package dev.drydock.bot.cli;

import dev.drydock.bot.Unseen;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One row of a terminal. What others wrote into it neither moves the cursor nor draws. */
final class Row {
  /** Those of {@link Paint}; others hide what is written, as 8 does. */
  private static final Pattern COLOR = Pattern.compile("\u001b\\[(?:[012]|3[123])m");

  /** Sequences for a terminal, and its control characters. */
  private static final Pattern CONTROL =
      Pattern.compile(
          "\u001b\\[[0-?]*[ -/]*[@-~]"
              + "|\u001b[\\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?"
              + "|\u001b[ -~]?"
              + "|[\\p{Cntrl}\u0080-\u009f]");

  /** From here on a letter may be two columns wide. */
  private static final int WIDE = 0x1100;

  private Row() {}

  /**
   * @param colors true to leave colors as they are
   */
  static String clean(String text, boolean colors) {
    return Unseen.shown(CONTROL.matcher(text).replaceAll(found -> kept(found, colors)));
  }

  private static String kept(MatchResult found, boolean colors) {
    String control = found.group();
    if (colors && COLOR.matcher(control).matches()) {
      return Matcher.quoteReplacement(control);
    }
    return control.isBlank() ? " " : "";
  }

  /** As much of a clean line as fits into that many columns. */
  static String fit(String line, int columns) {
    Matcher color = COLOR.matcher(line);
    boolean isColored = false;
    int width = 0;
    int room = 0; // where the line would have to end for an ellipsis to fit
    int at = 0;
    while (at < line.length()) {
      if (color.region(at, line.length()).lookingAt()) {
        isColored = true;
        at = color.end();
        continue;
      }
      int letter = line.codePointAt(at);
      width += letter < WIDE ? 1 : 2;
      if (width > columns) {
        return line.substring(0, room) + "\u2026" + (isColored ? "\u001b[0m" : "");
      }
      at += Character.charCount(letter);
      room = width < columns ? at : room;
    }
    return line;
  }
}
