package dev.drydock.workflows.config;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The texts in which one secret value may stand: as it is, as JSON, URLs, hexadecimal digits and
 * Base64 write it. In Base64 a value looks different at each of three places in its surroundings;
 * of each the part is taken that does not depend on them.
 */
public final class SecretForms {
  private SecretForms() {}

  public static List<String> of(String value) {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(value);
    forms.add(json(value));
    forms.add(json(value).replace("/", "\\/"));
    for (String sign : List.of("-._~", "-._*")) {
      forms.add(url(value, sign));
      forms.add(lowerEscapes(url(value, sign)));
      forms.add(url(value, sign).replace("%20", "+"));
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    for (int before = 0; before < 3; before++) {
      forms.add(base64(Base64.getEncoder(), bytes, before));
      forms.add(base64(Base64.getUrlEncoder(), bytes, before));
    }
    return List.copyOf(forms);
  }

  private static String base64(Base64.Encoder encoder, byte[] bytes, int before) {
    byte[] shifted = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    String encoded = encoder.withoutPadding().encodeToString(shifted);
    int first = before == 0 ? 0 : before + 1;
    int end = shifted.length % 3 == 0 ? encoded.length() : encoded.length() - 1;
    return encoded.substring(first, end);
  }

  private static String json(String value) {
    StringBuilder text = new StringBuilder();
    for (char c : value.toCharArray()) {
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> text.append(c);
      }
    }
    return text.toString();
  }

  /**
   * @param plain signs that stand for themselves, as letters and digits do: not the same for all
   *     who encode
   */
  private static String url(String value, String plain) {
    StringBuilder text = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain = b > 0 && (Character.isLetterOrDigit(b) || plain.indexOf(b) >= 0);
      text.append(isPlain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b));
    }
    return text.toString();
  }

  private static String lowerEscapes(String url) {
    StringBuilder text = new StringBuilder(url);
    for (int at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at + 1)) {
      text.replace(at, at + 3, text.substring(at, at + 3).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }
}
