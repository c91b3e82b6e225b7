package dev.drydock.bot.cli;

import dev.drydock.bot.Unseen;
import java.util.regex.Pattern;

/** A page that grows. Text is always escaped: nothing that others wrote becomes markup. */
final class Html {
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\u0080-\u009f&&[^\n\t]]");

  private final StringBuilder page = new StringBuilder();

  static String escaped(String text) {
    return Unseen.shown(CONTROL.matcher(text).replaceAll(""))
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Our own markup, as it is. */
  Html raw(String markup) {
    page.append(markup).append('\n');
    return this;
  }

  /**
   * @param tag with its attributes, {@code p class="good"}
   */
  Html put(String tag, String text) {
    return raw("<" + tag + ">" + escaped(text) + "</" + name(tag) + ">");
  }

  Html open(String tag) {
    return raw("<" + tag + ">");
  }

  Html close(String tag) {
    return raw("</" + name(tag) + ">");
  }

  /** A word and what is to be said of it; nothing where that is empty. */
  Html fact(String word, String text) {
    return text.isEmpty() ? this : raw(pair("th scope=\"row\"", word, text));
  }

  private static String pair(String tag, String word, String text) {
    return "<tr><" + tag + ">" + escaped(word) + "</th><td>" + escaped(text) + "</td></tr>";
  }

  /** The head of a table with these columns. */
  Html columns(String... words) {
    StringBuilder row = new StringBuilder("<thead><tr>");
    for (String word : words) {
      row.append("<th scope=\"col\">").append(escaped(word)).append("</th>");
    }
    return raw(row.append("</tr></thead>").toString());
  }

  Html row(String... cells) {
    StringBuilder row = new StringBuilder("<tr>");
    for (String cell : cells) {
      row.append("<td>").append(escaped(cell)).append("</td>");
    }
    return raw(row.append("</tr>").toString());
  }

  private static String name(String tag) {
    return tag.split(" ", 2)[0];
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
