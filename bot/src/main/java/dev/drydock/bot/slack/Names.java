package dev.drydock.bot.slack;

import dev.drydock.bot.desk.People;

/** People as Slack shows them. */
final class Names {
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

  /** A user group. */
  static String group(String id) {
    return id.matches("S[A-Z0-9]{2,20}") ? "<!subteam^" + id + ">" : Words.said(id, 60);
  }
}
