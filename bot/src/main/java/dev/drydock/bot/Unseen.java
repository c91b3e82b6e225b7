package dev.drydock.bot;

import java.util.regex.Pattern;

/**
 * Letters that nobody sees and that change what is read: those that turn the direction, those
 * without width. In evidence they would let a statement look like another one.
 */
public final class Unseen {
  /** Format characters, the two separators of lines, and fillers that are drawn as nothing. */
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cf}\\p{Zl}\\p{Zp}\\x{115f}\\x{1160}\\x{3164}\\x{ffa0}]");

  private Unseen() {}

  /** With {@code [U+202E]} in their place. */
  public static String shown(String text) {
    return UNSEEN
        .matcher(text)
        .replaceAll(found -> String.format("[U+%04X]", found.group().codePointAt(0)));
  }
}
