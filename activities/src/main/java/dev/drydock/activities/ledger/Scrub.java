package dev.drydock.activities.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.drydock.workflows.config.Secrets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text on its way to the ledger, a log or Temporal's history: what looks like
 * one, and every value of at least {@value #SHORTEST_KNOWN} characters that this process was given.
 * A shorter one would blank ordinary words. Safe for many threads.
 */
public final class Scrub {
  static final String GONE = "***";
  static final int SHORTEST_KNOWN = 8;
  private static final int LONGEST_LINE = 2_000;

  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)\\b((?:[a-z0-9]+[_-])*(?:password|passwd|pgpassword|pwd|secret|token|api[_-]?key))"
              + "(\"?\\s*[=:]\\s*|\\s+(?='))"
              + "(\"[^\"]*\"|'[^']*'|[^\\s\"',;&)}\\]]+)");
  private static final Pattern IN_URL = Pattern.compile("://([^\\s:/@]*):([^\\s@/]+)@");
  private static final Pattern BEARER =
      Pattern.compile("(?i)\\b(bearer|basic)\\s+[a-z0-9._~+/=-]{8,}");
  private static final Pattern SLACK = Pattern.compile("\\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{8,}");

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** The same secrets, each value remembered as it is handed out. */
  public Secrets watching(Secrets secrets) {
    return ref -> {
      String value = secrets.resolve(ref);
      know(value);
      return value;
    };
  }

  /**
   * Remembers a secret that came another way.
   *
   * @param secret or null for none
   */
  public void know(String secret) {
    if (secret != null && secret.length() >= SHORTEST_KNOWN) {
      known.add(secret);
    }
  }

  /** The text with {@code ***} for each secret. */
  public String text(String text) {
    if (text == null) {
      return null;
    }
    String clean = text;
    for (String secret : known) {
      clean = clean.replace(secret, GONE);
    }
    clean = IN_URL.matcher(clean).replaceAll("://$1:" + GONE + "@");
    clean = ASSIGNED.matcher(clean).replaceAll("$1$2" + GONE);
    clean = BEARER.matcher(clean).replaceAll("$1 " + GONE);
    return SLACK.matcher(clean).replaceAll(GONE);
  }

  /** In one line and not too long, for a card. */
  public String line(String text) {
    String line = text(text == null ? "" : text).replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...";
  }

  /** The tree with each text in it scrubbed. */
  public JsonNode json(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(text(node.textValue()));
    }
    if (node.isArray()) {
      ArrayNode clean = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> clean.add(json(item)));
      return clean;
    }
    if (node.isObject()) {
      ObjectNode clean = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(entry -> clean.set(entry.getKey(), json(entry.getValue())));
      return clean;
    }
    return node;
  }
}
