package dev.drydock.bot.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Figures as people read them. */
final class Words {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private Words() {}

  /** {@code 850 ms}, {@code 2.1 s}, {@code 3 min 5 s}, {@code 2 h 10 min}. */
  static String span(Duration span) {
    long millis = Math.max(0, span.toMillis());
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, millis < 10_000 ? "%.1f s" : "%.0f s", millis / 1000.0);
    }
    return millis < 3_600_000
        ? both(span.toMinutes(), "min", span.toSecondsPart(), "s")
        : both(span.toHours(), "h", span.toMinutesPart(), "min");
  }

  private static String both(long great, String unit, int small, String smallUnit) {
    return great + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /** {@code 412 MB}; powers of ten, as disks are sold. */
  static String size(long bytes) {
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
        Locale.ROOT, rest < 10 ? "%.1f %sB" : "%.0f %sB", rest, "kMGTP".charAt(unit));
  }

  static String clock(Instant at) {
    return CLOCK.format(at.atZone(ZoneId.systemDefault()));
  }

  static String day(Instant at) {
    return DAY.format(at.atZone(ZoneId.systemDefault()));
  }

  /** {@code 1 change}, {@code 2 changes}. */
  static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  static String list(List<String> words) {
    return words.isEmpty() ? "nobody" : String.join(", ", words);
  }
}
