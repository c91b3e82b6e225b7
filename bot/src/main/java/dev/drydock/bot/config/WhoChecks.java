package dev.drydock.bot.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.bot.desk.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What must hold between the people and the places where they are named. */
final class WhoChecks {
  private final YamlTree tree;
  private final List<ConfigError> errors;

  WhoChecks(YamlTree tree, List<ConfigError> errors) {
    this.tree = tree;
    this.errors = errors;
  }

  void people() {
    oneIdEach();
    List.of("/approvers", "/requesters", "/operators").forEach(this::known);
  }

  void app(String place) {
    known(place + "/requesters");
    known(place + "/operators");
    versions(place + "/versions");
    JsonNode gates = at(place + "/gates");
    List<String> approvers = new ArrayList<>();
    if (gates.isMissingNode()) {
      answerable(place, 1, "/approvers");
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < gates.size(); i++) {
      approvers.add(gate(Pointers.child(place + "/gates", i), places, i));
    }
    operable(place, approvers.isEmpty() ? List.of("/approvers") : approvers);
  }

  private JsonNode at(String pointer) {
    return tree.root().at(pointer);
  }

  private void wrong(String pointer, String message) {
    errors.add(tree.atValue(pointer, message));
  }

  /** Two ids for one Slack user or login would let somebody approve their own run. */
  private void oneIdEach() {
    Map<String, String> seen = new HashMap<>();
    at("/people")
        .fields()
        .forEachRemaining(
            person -> {
              for (String door : List.of("slack", "login")) {
                String name = person.getValue().path(door).asText("");
                String before = name.isEmpty() ? null : seen.put(door + name, person.getKey());
                if (before != null) {
                  String place = Pointers.child("/people", person.getKey());
                  wrong(
                      Pointers.child(place, door),
                      "is \"" + name + "\"; that is already " + before + ", one person has one id");
                }
              }
            });
  }

  /** Everybody who is named has to be somebody. */
  private void known(String place) {
    List<String> known = new ArrayList<>();
    at("/people").fieldNames().forEachRemaining(known::add);
    JsonNode people = at(place + "/people");
    for (int i = 0; i < people.size(); i++) {
      String id = people.get(i).asText();
      if (!known.contains(id)) {
        String instead =
            Nearest.to(id, known)
                .map(near -> "did you mean \"" + near + "\"?")
                .orElse("add it under people:");
        wrong(Pointers.child(place + "/people", i), "is \"" + id + "\", nobody's id; " + instead);
      }
    }
  }

  private void versions(String place) {
    String expression = at(place).asText("");
    try {
      Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      wrong(
          place, "is \"" + expression + "\"; must be a regular expression: " + e.getDescription());
    }
  }

  /** Where its approvers stand. */
  private String gate(String place, Map<String, Integer> places, int index) {
    JsonNode gate = at(place);
    String before = gate.path("before").asText("take-down");
    Integer first = places.putIfAbsent(before, index);
    if (first != null) {
      wrong(place, "a second gate before " + before + "; gates[" + first + "] stands there");
    }
    String approvers = gate.has("approvers") ? place + "/approvers" : "/approvers";
    if (gate.has("approvers")) {
      known(approvers);
    }
    answerable(place, gate.path("approvals").asInt(1), approvers);
    return approvers;
  }

  /** Somebody has to be able to open the gate. */
  private void answerable(String place, int quorum, String approvers) {
    JsonNode who = at(approvers);
    int people = people(who);
    int groups = groups(who);
    String known = Pointers.path(approvers);
    if (people + groups == 0) {
      errors.add(
          tree.atKey(
              place, "nobody may approve: " + known + " is empty; name people or groups there"));
    } else if (groups == 0 && quorum > people) {
      wrong(
          place + "/approvals",
          "is " + quorum + "; " + known + " lists only " + people + " people and no group");
    }
  }

  /** Somebody has to be able to go on with a run whose way back failed. */
  private void operable(String place, List<String> approvers) {
    List<String> named = new ArrayList<>(approvers);
    named.add((at(place).has("operators") ? place : "") + "/operators");
    boolean isEmpty = named.stream().map(this::at).allMatch(who -> people(who) + groups(who) == 0);
    boolean isNobody =
        named.stream().map(this::at).allMatch(who -> people(who) + reachable(who) == 0);
    if (isNobody) {
      errors.add(
          tree.atKey(
              place,
              "nobody may resume a run that needs an operator: operators and approvers "
                  + (isEmpty
                      ? "are empty; name people or groups there"
                      : "name only groups, and there is no slack: to ask for them; name people")));
    }
  }

  private static int people(JsonNode who) {
    return who.path("people").size();
  }

  private static int groups(JsonNode who) {
    return who.path("groups").size();
  }

  private int reachable(JsonNode who) {
    return tree.root().has("slack") ? groups(who) : 0;
  }
}
