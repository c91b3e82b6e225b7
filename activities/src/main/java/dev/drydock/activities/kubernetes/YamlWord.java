package dev.drydock.activities.kubernetes;

import java.util.Set;
import java.util.regex.Pattern;

/** Scalars of YAML that is written for people to copy. */
final class YamlWord {
  private static final Pattern PLAIN = Pattern.compile("[a-z]([a-z0-9.-]*[a-z0-9])?");
  private static final Set<String> TAKEN =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private YamlWord() {}

  /** Quoted where YAML would read something else than this text, such as a number. */
  static String of(String text) {
    return PLAIN.matcher(text).matches() && !TAKEN.contains(text)
        ? text
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
