package dev.drydock.bot.slack;

import dev.drydock.bot.desk.People;
import java.util.List;
import java.util.stream.Collectors;

/** People as Slack shows them. */
final class Names {
  private static final int MOST = 8;
  private final People people;

  Names(People people) {
    this.people = people;
  }

  /** A mention that Slack itself resolves, or the id where the person is not known to Slack. */
  String of(String person) {
    return people
        .slackUser(person)
        .filter(id -> id.matches("[UW][A-Z0-9]{2,20}"))
        .map(id -> "<@" + id + ">")
        .orElseGet(() -> Words.said(person, 60));
  }

  /** The first eight, and how many more. */
  String listed(List<String> persons) {
    String shown = persons.stream().limit(MOST).map(this::of).collect(Collectors.joining(", "));
    return shown + (persons.size() > MOST ? " and " + (persons.size() - MOST) + " more" : "");
  }

  /** A user group. */
  static String group(String id) {
    return id.matches("S[A-Z0-9]{2,20}") ? "<!subteam^" + id + ">" : Words.said(id, 60);
  }
}
