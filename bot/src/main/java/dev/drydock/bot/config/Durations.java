package dev.drydock.bot.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90s}, {@code 1h30m}, {@code 2d}, {@code PT15M}. */
public final class Durations {
  private static final Pattern HUMAN =
      Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

  private Durations() {}

  /** Empty when the text is no duration, or not longer than zero. */
  public static Optional<Duration> parse(String text) {
    String word = text.strip();
    Duration parsed = word.startsWith("P") ? iso(word) : human(word);
    return Optional.ofNullable(parsed).filter(d -> !d.isZero() && !d.isNegative());
  }

  /** {@code 1h30m}; the same that {@link #parse} reads. Fractions of a second are dropped. */
  public static String write(Duration duration) {
    StringBuilder text = new StringBuilder();
    append(text, duration.toDays(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    return text.length() == 0 ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }

  private static Duration iso(String text) {
    try {
      return Duration.parse(text);
    } catch (java.time.format.DateTimeParseException e) {
      return null;
    }
  }

  private static Duration human(String text) {
    Matcher matcher = HUMAN.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return null;
    }
    return Duration.ofDays(amount(matcher, 1))
        .plusHours(amount(matcher, 2))
        .plusMinutes(amount(matcher, 3))
        .plusSeconds(amount(matcher, 4));
  }

  private static long amount(Matcher matcher, int group) {
    return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
  }
}
