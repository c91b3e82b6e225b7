package dev.drydock.sandbox.slack;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random ids in Slack's shapes. */
final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String BLOCK = BASE36 + "abcdefghijklmnopqrstuvwxyz";

  private Ids() {}

  /** For example {@code V07A1B2C3D4}. */
  static String of(String prefix) {
    return prefix + "0" + random(BASE36, 9);
  }

  static String block() {
    return random(BLOCK, 5);
  }

  static String hex(int bytes) {
    byte[] raw = new byte[bytes];
    RANDOM.nextBytes(raw);
    return HexFormat.of().formatHex(raw);
  }

  private static String random(String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
