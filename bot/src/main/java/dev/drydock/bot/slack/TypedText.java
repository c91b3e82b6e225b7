package dev.drydock.bot.slack;

import java.util.regex.Pattern;

/**
 * Undoes what phones and Slack do to a typed command: smart quotes, long dashes, odd spaces,
 * invisible letters, emoji, links made of names.
 */
final class TypedText {
  private static final Pattern LINK =
      Pattern.compile("<[^<>|\\s]*(?:\\|([^<>]*))?>|<([^<>|\\s]*)>", Pattern.UNICODE_CASE);
  private static final Pattern EMOJI_NAME =
      Pattern.compile("(?<=^|\\s):[a-z0-9_+'-]{1,60}:(?=\\s|$)");

  private TypedText() {}

  /** One line, words parted by single spaces, plain quotes and dashes. */
  static String fold(String typed) {
    if (typed == null) {
      return "";
    }
    StringBuilder plain = new StringBuilder(typed.length());
    unlinked(typed).codePoints().forEach(letter -> add(plain, letter));
    String text = EMOJI_NAME.matcher(plain).replaceAll(" ");
    return text.replaceAll("\\s+", " ").strip();
  }

  /** {@code <http://keeper.io|keeper.io>} is what somebody typed as keeper.io. */
  private static String unlinked(String typed) {
    String text =
        LINK.matcher(typed)
            .replaceAll(
                link ->
                    java.util.regex.Matcher.quoteReplacement(
                        link.group(1) == null
                            ? link.group().substring(1, link.group().length() - 1)
                            : link.group(1)));
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }

  private static void add(StringBuilder plain, int letter) {
    switch (letter) {
      case 0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0xFF07 -> plain.append('\'');
      case 0x201C, 0x201D, 0x201E, 0x201F, 0x2033, 0xAB, 0xBB -> plain.append('"');
      case 0x2010, 0x2011, 0x2012, 0x2013, 0x2212, 0xFE58, 0xFE63, 0xFF0D -> plain.append('-');
      case 0x2014, 0x2015 -> plain.append("--");
      default -> {
        if (Character.isSpaceChar(letter) || Character.isWhitespace(letter)) {
          plain.append(' ');
        } else if (!isInvisible(letter) && !isEmoji(letter)) {
          plain.appendCodePoint(letter);
        }
      }
    }
  }

  private static boolean isInvisible(int letter) {
    int type = Character.getType(letter);
    return type == Character.FORMAT
        || type == Character.CONTROL
        || type == Character.SURROGATE
        || (letter >= 0xFE00 && letter <= 0xFE0F);
  }

  private static boolean isEmoji(int letter) {
    return (letter >= 0x1F000 && letter <= 0x1FAFF) || (letter >= 0x2600 && letter <= 0x27BF);
  }
}
