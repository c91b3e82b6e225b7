package dev.drydock.bot.config;

import java.util.regex.Pattern;

/** JSON pointers, and how people write the same place. */
final class Pointers {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final Pattern INDEX = Pattern.compile("\\d+");

  private Pointers() {}

  static String child(String pointer, String key) {
    return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  static String child(String pointer, int index) {
    return pointer + "/" + index;
  }

  /** {@code /apps/keeper/gates/0} as {@code apps.keeper.gates[0]}. */
  static String path(String pointer) {
    StringBuilder path = new StringBuilder();
    for (String token : pointer.split("/", -1)) {
      String key = token.replace("~1", "/").replace("~0", "~");
      if (key.isEmpty()) {
        continue;
      }
      if (INDEX.matcher(key).matches()) {
        path.append('[').append(key).append(']');
      } else {
        String dot = path.length() == 0 ? "" : ".";
        path.append(PLAIN.matcher(key).matches() ? dot + key : "[\"" + key + "\"]");
      }
    }
    return path.toString();
  }
}
