package dev.drydock.activities.schema;

import java.util.regex.Pattern;

/** Takes passwords out of what tools print. */
final class Secretless {
  private static final Pattern URL = Pattern.compile("(://[^:/@\\s]*):[^@\\s]+@");
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)((?:\\w*(?:password|passwd|pwd|secret|token)\\w*)[\"']?\\s*[=:]\\s*)"
              + "(\"[^\"]*\"|'[^']*'|[^\\s,;&\"']+)");

  private Secretless() {}

  static String line(String text) {
    String url = URL.matcher(text).replaceAll("$1:***@");
    return ASSIGNED.matcher(url).replaceAll("$1***");
  }
}
