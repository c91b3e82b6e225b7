package dev.drydock.bot.slack;

import dev.drydock.workflows.config.Scrub;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Text for Slack: escaped, bounded, without secrets; and figures in words. */
final class Words {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  /** Outside text for mrkdwn: on one line, scrubbed, escaped, at most {@code most} letters then. */
  static String said(String outside, int most) {
    if (outside == null) {
      return "";
    }
    return escaped(scrubbed(outside).replaceAll("\\s+", " ").strip(), most);
  }

  /** Slack's three letters; afterwards nothing in the text can mention, link or ping. */
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Escaped, and cut so that it is no longer than {@code most} after it. */
  private static String escaped(String text, int most) {
    String whole = escaped(text);
    if (whole.length() <= most) {
      return whole;
    }
    int kept = 0;
    int length = 0;
    while (length + escaped(text.substring(kept, kept + 1)).length() < most) {
      length += escaped(text.substring(kept, kept + 1)).length();
      kept++;
    }
    return escaped(cut(text, kept + 1));
  }

  /** Outside text between backticks: one line, and no backtick to leave them by. */
  static String code(String outside) {
    return said(outside, 300).replace('`', '\'');
  }

  /** Several lines of outside text as a block of code. */
  static String codeBlock(String outside, int most) {
    String plain = scrubbed(outside).replace("```", "'''").replaceAll("[ \t]+(?=\n)", "");
    return "```\n" + escaped(plain.stripTrailing(), most) + "\n```";
  }

  /** At most {@code most} letters, the last one an ellipsis where something is missing. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }

  /** Without passwords, keys and tokens: those of this process, and what looks like one. */
  static String scrubbed(String text) {
    return Scrub.ofProcess().text(text);
  }

  /** {@code 0.4 s}, {@code 14 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
  static String took(Duration duration) {
    long seconds = duration.toSeconds();
    if (duration.toMillis() < 10_000) {
      String tenths = String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
      return tenths.replace(".0 s", " s");
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
    long minutes = seconds / 60;
    return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
  }

  /** {@code 412 MB}. */
  static String size(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT, value < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }

  /** {@code 1 change}, {@code 2 changes}. */
  static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** A moment in the reader's own time zone. */
  static String at(Instant moment) {
    return "<!date^"
        + moment.getEpochSecond()
        + "^{date_short_pretty} {time}|"
        + UTC.format(moment)
        + ">";
  }

  /** Only the time of day, of what is near. */
  static String clock(Instant moment) {
    return "<!date^" + moment.getEpochSecond() + "^{time}|" + UTC.format(moment) + ">";
  }

  static String utc(Instant moment) {
    return UTC.format(moment);
  }
}
