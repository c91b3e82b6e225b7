package dev.drydock.bot.slack;

/**
 * What a modal carries through Slack and back: it comes back in a signed payload.
 *
 * @param press what the button stood for, or null where a command opened the form
 */
record Memo(String channel, String responseUrl, Press press) {
  String write() {
    String value = press == null ? "" : press.value();
    String whole = blank(channel) + "\n" + blank(responseUrl) + "\n" + value;
    return whole.length() <= 3000 ? whole : blank(channel) + "\n\n" + value;
  }

  static Memo read(String written) {
    String[] lines = (written == null ? "" : written).split("\n", -1);
    return new Memo(at(lines, 0), at(lines, 1), Press.read(at(lines, 2)).orElse(null));
  }

  private static String at(String[] lines, int index) {
    return index < lines.length && !lines[index].isEmpty() ? lines[index] : null;
  }

  private static String blank(String text) {
    return text == null ? "" : text;
  }
}
