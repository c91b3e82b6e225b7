package dev.drydock.sandbox.apps;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON objects of strings and nothing deeper, which is all that Keeper speaks. A JSON library would
 * double the start-up time of its process.
 */
final class FlatJson {
  private static final String STRING = "\"((?:[^\"\\\\]|\\\\.)*+)\"";
  private static final Pattern MEMBER =
      Pattern.compile("\\s*" + STRING + "\\s*:\\s*" + STRING + "\\s*(,(?=\\s*\")|(?=}))");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)");

  private FlatJson() {}

  /** Throws {@link IllegalArgumentException} on everything but one flat object of strings. */
  static Map<String, String> read(String text) {
    String body = text.strip();
    if (!body.startsWith("{") || !body.endsWith("}")) {
      throw new IllegalArgumentException("not a JSON object");
    }
    Map<String, String> members = new LinkedHashMap<>();
    Matcher member = MEMBER.matcher(body).region(1, body.length());
    member.useTransparentBounds(true);
    int end = 1;
    while (end < body.length() - 1 && member.region(end, body.length()).lookingAt()) {
      members.put(unescape(member.group(1)), unescape(member.group(2)));
      end = member.end();
    }
    if (!body.substring(end).strip().equals("}")) {
      throw new IllegalArgumentException("not a flat JSON object of strings");
    }
    return members;
  }

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static String unescape(String raw) {
    return ESCAPE
        .matcher(raw)
        .replaceAll(found -> Matcher.quoteReplacement(meaning(found.group(1))));
  }

  private static String meaning(String escape) {
    return switch (escape.charAt(0)) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'r' -> "\r";
      case 'b' -> "\b";
      case 'f' -> "\f";
      case 'u' ->
          escape.length() == 5 ? "" + (char) Integer.parseInt(escape.substring(1), 16) : escape;
      default -> escape;
    };
  }
}
