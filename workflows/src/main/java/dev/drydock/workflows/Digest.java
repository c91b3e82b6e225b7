package dev.drydock.workflows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests, and the short code by which people compare them. */
public final class Digest {
  private static final ObjectMapper CANONICAL =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .build();

  private static final int NAME_LETTERS = 8;

  /** Crockford's base 32: no I, L, O or U to mistake. */
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private Digest() {}

  /** {@code sha256:...} of the value's canonical JSON: keys sorted, times in ISO 8601. */
  public static String ofJson(Object value) {
    try {
      return of(CANONICAL.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
    }
  }

  /** {@code sha256:...} of the text in UTF-8. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Eight letters that keep names apart which were cut or cleaned to fit somewhere. */
  public static String ofName(String name) {
    return brief(of(name)).substring(0, NAME_LETTERS);
  }

  /** {@code sha256:...} of the bytes. */
  public static String of(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Eight letters of a digest for people to compare: {@code 7F3A-K2Q9} (its first 40 bits). */
  public static String code(String digest) {
    long bits = Long.parseLong(hex(digest).substring(0, 10), 16);
    StringBuilder code = new StringBuilder();
    for (int shift = 35; shift >= 0; shift -= 5) {
      code.append(ALPHABET.charAt((int) (bits >> shift) & 31));
    }
    return code.insert(4, '-').toString();
  }

  /** The first 12 hexadecimal digits, as in container tools. */
  public static String brief(String digest) {
    return hex(digest).substring(0, 12);
  }

  private static String hex(String digest) {
    return digest.startsWith("sha256:") ? digest.substring(7) : digest;
  }
}
