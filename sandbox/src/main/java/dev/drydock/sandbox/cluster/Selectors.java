package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Label selectors (equality and sets), field selectors, and the selector objects of controllers.
 */
final class Selectors {
  private static final Pattern COMMA = Pattern.compile(",(?![^(]*\\))");
  private static final Pattern IN = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
  private static final Pattern EQUAL = Pattern.compile("([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)");

  private Selectors() {}

  /** The query parameter {@code labelSelector}; null or empty selects everything. */
  static Predicate<JsonNode> labels(String selector) {
    Predicate<Map<String, String>> all = l -> true;
    for (String part : parts(selector)) {
      all = all.and(requirement(part));
    }
    Predicate<Map<String, String>> chosen = all;
    return object -> chosen.test(Meta.labels(object));
  }

  private static List<String> parts(String selector) {
    if (selector == null || selector.isBlank()) {
      return List.of();
    }
    return Arrays.stream(COMMA.split(selector))
        .map(String::trim)
        .filter(p -> !p.isEmpty())
        .toList();
  }

  private static Predicate<Map<String, String>> requirement(String part) {
    Matcher in = IN.matcher(part);
    if (in.matches()) {
      List<String> values = Arrays.stream(in.group(3).split(",", -1)).map(String::trim).toList();
      return among(in.group(1), in.group(2).equals("in"), values);
    }
    Matcher equal = EQUAL.matcher(part);
    if (equal.matches()) {
      return among(equal.group(1), !equal.group(2).equals("!="), List.of(equal.group(3)));
    }
    if (part.startsWith("!")) {
      return labels -> !labels.containsKey(part.substring(1).trim());
    }
    if (part.contains(" ")) {
      throw Errors.badRequest("unable to parse requirement: " + part);
    }
    return labels -> labels.containsKey(part);
  }

  private static Predicate<Map<String, String>> among(
      String key, boolean wanted, List<String> values) {
    return labels -> {
      String value = labels.get(key);
      return wanted ? value != null && values.contains(value) : !values.contains(value);
    };
  }

  /** The query parameter {@code fieldSelector}. */
  static Predicate<JsonNode> fields(String selector) {
    Predicate<JsonNode> all = o -> true;
    for (String part : parts(selector)) {
      Matcher m = EQUAL.matcher(part);
      if (!m.matches()) {
        throw Errors.badRequest(
            "invalid selector: '" + part + "'; can't understand '" + part + "'");
      }
      String[] path = m.group(1).split("\\.", -1);
      boolean same = !m.group(2).equals("!=");
      all = all.and(o -> Json.text(o, path).equals(m.group(3)) == same);
    }
    return all;
  }

  /** A LabelSelector object ({@code matchLabels}, {@code matchExpressions}) on a set of labels. */
  static boolean matches(JsonNode selector, Map<String, String> labels) {
    List<Boolean> verdicts = new ArrayList<>();
    Meta.strings(Json.at(selector, "matchLabels"))
        .forEach((k, v) -> verdicts.add(v.equals(labels.get(k))));
    for (JsonNode e : Json.items(selector, "matchExpressions")) {
      String key = Json.text(e, "key");
      List<String> values = Json.items(e, "values").stream().map(JsonNode::asText).toList();
      verdicts.add(
          switch (Json.text(e, "operator")) {
            case "In" -> labels.containsKey(key) && values.contains(labels.get(key));
            case "NotIn" -> !values.contains(labels.get(key));
            case "Exists" -> labels.containsKey(key);
            default -> !labels.containsKey(key);
          });
    }
    return !verdicts.contains(false);
  }
}
