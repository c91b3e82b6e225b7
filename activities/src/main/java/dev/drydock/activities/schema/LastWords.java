package dev.drydock.activities.schema;

import dev.drydock.workflows.config.Scrub;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the line or two in a tool's output that say why it failed. */
final class LastWords {
  private static final Pattern ERROR =
      Pattern.compile(
          "(?i)^\\s*(FAILED:|ERROR\\b|FATAL\\b|Error:|Caused by:|Unexpected error|[\\w.]*(Error|Exception)\\b[:(]|[\\w.]*psycopg).*");
  private static final int MOST_CHARACTERS = 400;

  /**
   * Liquibase's own edition, of every image that has the free one: it tells nothing of the work.
   */
  private static final String NO_LICENSE = "WARNING: License service not loaded";

  private LastWords() {}

  /** False of a line that would only hide on the card what the tool is at. */
  static boolean isNews(String line) {
    return !line.startsWith(NO_LICENSE);
  }

  static String of(String output) {
    List<String> lines = output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.isEmpty()) {
      return "(it printed nothing)";
    }
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (ERROR.matcher(lines.get(i)).matches()) {
        boolean more = i + 1 < lines.size() && !isOpening(lines.get(i + 1));
        return brief(lines.subList(i, more ? i + 2 : i + 1));
      }
    }
    return brief(lines.subList(Math.max(0, lines.size() - 2), lines.size()));
  }

  /** SQLAlchemy shows a long statement below this line; its first line alone tells nothing. */
  private static boolean isOpening(String line) {
    return line.equals("[SQL:");
  }

  /** Without the classes and the statement around what Liquibase's database said. */
  private static String plain(String text) {
    return text.replaceFirst("\\s*\\[Failed SQL:.*", "")
        .replaceAll("\\bliquibase(\\.\\w+)+Exception: ", "");
  }

  private static String brief(List<String> lines) {
    String text = plain(Scrub.ofProcess().text(String.join(" ", lines)));
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
  }
}
