package dev.drydock.bot.words;

import dev.drydock.workflows.Counted;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Figures as people read them: one way for each, whichever door they come through. */
public final class Figures {
  private static final DateTimeFormatter CLOCK = utc("HH:mm:ss 'UTC'");
  private static final DateTimeFormatter DAY = utc("yyyy-MM-dd HH:mm:ss 'UTC'");

  private Figures() {}

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  /**
   * {@code 8 ms}, {@code 0.4 s}, {@code 2 s}, {@code 2.1 s}, {@code 52 s}, {@code 3 min 5 s},
   * {@code 2 h 10 min}; to the nearest, so that 51.6 s are 52 s everywhere.
   */
  public static String span(Duration span) {
    long millis = Math.max(0, span.toMillis());
    if (millis > 0 && millis < 100) {
      return millis + " ms";
    }
    if (millis < 9_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0).replace(".0 s", " s");
    }
    long seconds = (millis + 500) / 1000;
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return both(seconds / 60, "min", seconds % 60, "s");
    }
    long minutes = (seconds + 30) / 60;
    return both(minutes / 60, "h", minutes % 60, "min");
  }

  private static String both(long great, String unit, long small, String smallUnit) {
    return great + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /** {@code 412 MB}; powers of ten, as disks are sold. */
  public static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double rest = bytes;
    int unit = -1;
    while (rest >= 999.5 && unit < 4) {
      rest /= 1_000;
      unit++;
    }
    return String.format(
        Locale.ROOT, rest < 9.95 ? "%.1f %sB" : "%.0f %sB", rest, "kMGTP".charAt(unit));
  }

  /** {@code 1 change}, {@code 23,817 rows}. */
  public static String count(long number, String thing) {
    return Counted.of(number, thing);
  }

  /** {@code 2026-03-01 20:00:00 UTC}: read a year later, or in another country, it is the same. */
  public static String utc(Instant at) {
    return DAY.format(at);
  }

  /** {@code 20:00:00 UTC}, of today. */
  public static String clock(Instant at) {
    return CLOCK.format(at);
  }
}
