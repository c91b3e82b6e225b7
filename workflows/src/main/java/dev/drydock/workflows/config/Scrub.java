package dev.drydock.workflows.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.drydock.workflows.Image;
import dev.drydock.workflows.book.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text on its way to the ledger, a log, Slack or Temporal's history: what
 * looks like one, and every value that this process was given, in each of its {@link SecretForms}.
 *
 * <p>A value is searched for only where it can be told from an ordinary word ({@link #isTellable}):
 * a password {@code sandbox} would otherwise blank every image of {@code registry.sandbox}. Such a
 * weak one is still taken out by its shape: in a URL, after {@code password=}.
 *
 * <p>Text has to pass before it is cut: half a value is not recognized. Safe for many threads.
 */
public final class Scrub {
  static final String GONE = "***";

  /** Nothing shorter is searched for. */
  static final int SHORTEST_KNOWN = 8;

  /** From here on also letters alone are no ordinary word. */
  static final int NO_WORD = 14;

  private static final int LONGEST_LINE = 2_000;
  private static final Scrub OF_PROCESS = new Scrub();

  /** Up to the last @ before a path; then one with a slash in it, which is no port. */
  private static final Pattern IN_URL = Pattern.compile("(://[^\\s:/@\"']*):[^\\s/\"']+@");

  private static final Pattern SLASHED_IN_URL =
      Pattern.compile("(://[^\\s:/@\"']*):(?!\\d{1,5}/)[^\\s@\"']{1,4000}+@");

  /**
   * Loops over several letters give nothing back ({@code *+}): one that might is matched by
   * recursion, and a long value would end the stack. Bounds keep a long text from being read again
   * from each of its letters.
   */
  private static final String VALUE =
      "(?:\\\\?\"[^\"\\\\]*+(?:\\\\[^\"][^\"\\\\]*+)*+\\\\?\""
          + "|[eE]?'[^']*+'(?:'[^']*+')*+"
          + "|[^\\s\"',;&)}\\]]+)";

  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)((?:(?:password|passwd|passphrase|pwd)(?:[_-][a-z0-9]++){0,20}+"
              + "|secret|token|api[_-]?key|secret[_-]?key|access[_-]?key|private[_-]?key))"
              + "((?:\\\\?[\"'])?\\s*(?:=>|=|:(?!/))\\s*|\\s+(?=[eE]?'))"
              + VALUE);

  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i)passw|passphrase|pwd|secret|token|key|credential|jwt|auth|dsn|webhook");

  private static final Pattern OPTION =
      Pattern.compile(
          "(?i)(--[a-z0-9-]{0,60}(?:password|passwd|secret|token|api-?key)\\s+)[^\\s-]\\S*");

  /** In a sentence: a digit and a letter tell it from the words that follow there otherwise. */
  private static final Pattern SAID =
      Pattern.compile(
          "(?i)\\b(password|passwd|passphrase|pwd)\\s+(?=[^\\s\\d]*\\d)(?=[^\\sa-z]*[a-z])\\S{8,}");

  private static final Pattern BEARER =
      Pattern.compile("(?i)\\b(bearer|basic)\\s+[a-z0-9._~+/=-]{8,}");
  private static final Pattern ISSUED =
      Pattern.compile(
          "\\b(?:xox[a-z]-|xapp-|gh[a-z]_|github_pat_|glpat-|AKIA)[A-Za-z0-9_-]{6,}"
              + "|\\beyJ[\\w-]{8,4000}+\\.[\\w-]{8,}+\\.[\\w-]*");
  private static final Pattern IMAGE = Pattern.compile("[\\w.:/@-]{1,1000}");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]+-----|\\z)");

  private final Set<String> values = ConcurrentHashMap.newKeySet();
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  /** All forms of all values, longest first: a part never breaks the whole. */
  private volatile List<String> known = List.of();

  /** The one that knows each secret that this process was handed. */
  public static Scrub ofProcess() {
    return OF_PROCESS;
  }

  /** The same secrets, each value remembered as it is handed out. */
  public Secrets watching(Secrets secrets) {
    return ref -> {
      String value = secrets.resolve(ref);
      remember(value);
      return value;
    };
  }

  /** From now on this value is taken out, where it can be told from an ordinary word. */
  public void remember(String value) {
    if (isTellable(value) && values.add(value)) {
      learn();
    }
  }

  /**
   * What the configuration calls things is no secret: {@code SECRET_PROJECT=acme-production} must
   * not blank the registry {@code eu.example/acme-production} of every app.
   */
  public void spare(Apps apps) {
    for (AppConfig app : apps.all()) {
      names.add(app.name());
      names.add(app.image());
      names.add(app.deployment().namespace());
      names.add(app.deployment().name());
      names.add(app.database().host());
      names.add(app.database().name());
      names.add(app.database().user());
    }
    learn();
  }

  private boolean isName(String value) {
    return names.stream().anyMatch(name -> name.contains(value));
  }

  /** The same, if the name says that it is a secret: {@code APP_JWT_KEY}. */
  public void remember(String name, String value) {
    if (value != null && SECRET_NAME.matcher(name).find()) {
      remember(value);
    }
  }

  private synchronized void learn() {
    Set<String> all =
        new TreeSet<>(
            Comparator.comparingInt(String::length)
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
    values.stream()
        .filter(value -> !isName(value))
        .flatMap(value -> SecretForms.of(value).stream())
        .filter(form -> form.length() >= SHORTEST_KNOWN)
        .forEach(all::add);
    known = List.copyOf(all);
  }

  /**
   * True for a value of at least {@value #SHORTEST_KNOWN} characters that is more than a word: it
   * has a digit, a sign, or letters of both cases; or it has {@value #NO_WORD} characters.
   */
  static boolean isTellable(String value) {
    if (value.length() < SHORTEST_KNOWN) {
      return false;
    }
    boolean isOneCase =
        value.chars().allMatch(Character::isLowerCase)
            || value.chars().allMatch(Character::isUpperCase);
    return !isOneCase || value.length() >= NO_WORD;
  }

  /** The text with {@code ***} for each secret; null for null. */
  public String text(String text) {
    if (text == null || text.isEmpty()) {
      return text;
    }
    String clean = text;
    for (String form : known) {
      clean = clean.replace(form, GONE);
    }
    clean = PRIVATE_KEY.matcher(clean).replaceAll(GONE);
    clean = IN_URL.matcher(clean).replaceAll("$1:" + GONE + "@");
    clean = SLASHED_IN_URL.matcher(clean).replaceAll("$1:" + GONE + "@");
    clean = ASSIGNED.matcher(clean).replaceAll("$1$2" + GONE);
    clean = OPTION.matcher(clean).replaceAll("$1" + GONE);
    clean = SAID.matcher(clean).replaceAll("$1 " + GONE);
    clean = BEARER.matcher(clean).replaceAll("$1 " + GONE);
    return ISSUED.matcher(clean).replaceAll(GONE);
  }

  /** In one line and not too long, for a card. */
  public String line(String text) {
    String line = text(text == null ? "" : text).replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...";
  }

  /** The record with each text in it scrubbed; itself where there is nothing to take out. */
  @SuppressWarnings("unchecked")
  public <T> T value(T value) {
    if (value == null) {
      return null;
    }
    JsonNode tree = Json.tree(value);
    JsonNode clean = json(tree);
    return clean.equals(tree) ? value : (T) Json.convert(clean, value.getClass());
  }

  /** The tree with each text in it scrubbed, but what images are called: that is run. */
  public JsonNode json(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(text(node.textValue()));
    }
    if (node.isArray()) {
      ArrayNode clean = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> clean.add(json(item)));
      return clean;
    }
    if (isImage(node)) {
      return node;
    }
    if (node.isObject()) {
      ObjectNode clean = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(entry -> clean.set(entry.getKey(), json(entry.getValue())));
      return clean;
    }
    return node;
  }

  /** {@link Image}: {@code registry/token:1.9.0} is no token. */
  private static boolean isImage(JsonNode node) {
    return node.size() == 2
        && IMAGE.matcher(node.path("reference").asText()).matches()
        && DIGEST.matcher(node.path("digest").asText()).matches();
  }
}
