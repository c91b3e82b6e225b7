package dev.drydock.bot.slack;

import dev.drydock.bot.Unseen;
import dev.drydock.bot.words.Figures;
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
    return escaped(readable(outside).replaceAll("\\s+", " ").strip(), most);
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
    String plain = readable(outside).replace("```", "'''").replaceAll("[ \t]+(?=\n)", "");
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

  /** Scrubbed, and with what nobody would see. */
  static String readable(String outside) {
    return Unseen.shown(scrubbed(outside));
  }

  /** Without passwords, keys and tokens: those of this process, and what looks like one. */
  private static String scrubbed(String text) {
    return Scrub.ofProcess().text(text);
  }

  static String took(Duration duration) {
    return Figures.span(duration);
  }

  static String size(long bytes) {
    return Figures.size(bytes);
  }

  static String count(long count, String noun) {
    return Figures.count(count, noun);
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
