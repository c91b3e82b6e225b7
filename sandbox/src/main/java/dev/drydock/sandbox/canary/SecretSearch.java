package dev.drydock.sandbox.canary;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Searches places for known secrets: as they are, as JSON and URLs write them, in hexadecimal
 * digits, and in Base64 at each of its three alignments. How each form is made is this class's own:
 * what takes secrets out must not vouch for itself.
 */
public final class SecretSearch {
  /** Of a Base64 form, at least so much has to be left of it that it cannot be chance. */
  private static final int SHORTEST = 10;

  private final Map<String, Map<String, byte[]>> secrets = new LinkedHashMap<>();

  /**
   * @param what it is, for people: it is told where it is found, the value is not
   * @param value of at least 12 characters
   */
  public SecretSearch with(String what, String value) {
    if (value.length() < 12) {
      throw new IllegalArgumentException(what + " is too short to be told from chance");
    }
    secrets.put(what, forms(value));
    return this;
  }

  /**
   * @param where place and piece
   */
  public record Hit(String secret, String form, String where) {}

  /**
   * @param bytes searched in each place, what was unpacked included
   */
  public record Report(Map<String, Long> bytes, List<Hit> hits) {
    public List<String> empty() {
      return bytes.entrySet().stream()
          .filter(place -> place.getValue() == 0)
          .map(Map.Entry::getKey)
          .toList();
    }

    /** A line for each place. */
    public List<String> lines() {
      return bytes.entrySet().stream()
          .map(e -> String.format(Locale.ROOT, "%,12d bytes  %s", e.getValue(), e.getKey()))
          .toList();
    }
  }

  public Report in(List<Place> places) throws Exception {
    Map<String, Long> bytes = new LinkedHashMap<>();
    List<Hit> hits = new ArrayList<>();
    for (Place place : places) {
      bytes.put(place.name(), 0L);
      place.show(
          (where, content) -> {
            byte[] whole = unpacked(content);
            bytes.merge(place.name(), (long) whole.length, Long::sum);
            look(place.name() + ": " + where, whole, hits);
          });
    }
    return new Report(bytes, hits);
  }

  private void look(String where, byte[] content, List<Hit> hits) {
    // one character for each byte, so that indexOf can be used on anything
    String text = new String(content, StandardCharsets.ISO_8859_1);
    secrets.forEach(
        (what, forms) ->
            forms.forEach(
                (form, bytes) -> {
                  if (text.contains(new String(bytes, StandardCharsets.ISO_8859_1))) {
                    hits.add(new Hit(what, form, where));
                  }
                }));
  }

  private static byte[] unpacked(byte[] content) {
    boolean isGzip =
        content.length > 2 && (content[0] & 0xff) == 0x1f && (content[1] & 0xff) == 0x8b;
    if (!isGzip) {
      return content;
    }
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
      return gzip.readAllBytes();
    } catch (IOException e) {
      return content;
    }
  }

  private static Map<String, byte[]> forms(String value) {
    Map<String, byte[]> forms = new LinkedHashMap<>();
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    forms.put("plain", bytes);
    String json = TextNode.valueOf(value).toString();
    forms.put("JSON", ascii(json.substring(1, json.length() - 1)));
    String url = URLEncoder.encode(value, StandardCharsets.UTF_8);
    forms.put("URL", ascii(url));
    forms.put("URL, %20", ascii(url.replace("+", "%20")));
    forms.put("hex", ascii(HexFormat.of().formatHex(bytes)));
    forms.put("HEX", ascii(HexFormat.of().withUpperCase().formatHex(bytes)));
    for (int shift = 0; shift < 3; shift++) {
      forms.put("Base64 at " + shift, aligned(Base64.getEncoder(), bytes, shift));
      forms.put("Base64 for URLs at " + shift, aligned(Base64.getUrlEncoder(), bytes, shift));
    }
    return forms;
  }

  /** The groups of four characters that hold the value's bytes and nothing else. */
  private static byte[] aligned(Base64.Encoder encoder, byte[] value, int shift) {
    int skip = (3 - shift) % 3;
    int whole = (value.length - skip) / 3 * 3;
    byte[] inner = new byte[whole];
    System.arraycopy(value, skip, inner, 0, whole);
    byte[] form = encoder.encode(inner);
    if (form.length < SHORTEST) {
      throw new IllegalArgumentException("too short for Base64");
    }
    return form;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
