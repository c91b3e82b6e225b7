package dev.drydock.activities.schema;

import java.util.regex.Pattern;

/**
 * Colours and the like (ECMA-48 control sequences), which some tools write to any output: nobody
 * would find a word behind one.
 */
final class Colours {
  private static final Pattern SEQUENCE = Pattern.compile("\u001B\\[[0-?]*[ -/]*[@-~]");

  private Colours() {}

  static String without(String text) {
    return SEQUENCE.matcher(text).replaceAll("");
  }
}
