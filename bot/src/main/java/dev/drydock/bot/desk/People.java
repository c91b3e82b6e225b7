package dev.drydock.bot.desk;

import dev.drydock.workflows.config.DrydockConfig.Person;
import java.util.Map;
import java.util.Optional;

/**
 * One person, one id, whether they speak from Slack or from a terminal: so that nobody approves
 * their own run by another door.
 */
public final class People {
  private static final String SLACK = "slack:";
  private static final String CLI = "cli:";
  private final Map<String, Person> byId;

  public People(Map<String, Person> byId) {
    this.byId = byId;
  }

  public String ofSlack(String slackUser) {
    return byId.values().stream()
        .filter(person -> slackUser.equals(person.slack()))
        .map(Person::id)
        .findFirst()
        .orElse(SLACK + slackUser);
  }

  public String ofLogin(String login) {
    return byId.values().stream()
        .filter(person -> login.equals(person.login()))
        .map(Person::id)
        .findFirst()
        .orElse(CLI + login);
  }

  /** The person's Slack user id, to mention them by. */
  public Optional<String> slackUser(String person) {
    if (person.startsWith(SLACK)) {
      return Optional.of(person.substring(SLACK.length()));
    }
    return Optional.ofNullable(byId.get(person)).map(Person::slack);
  }
}
