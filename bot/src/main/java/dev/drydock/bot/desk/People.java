package dev.drydock.bot.desk;

import dev.drydock.workflows.config.DrydockConfig.Person;
import java.util.Map;
import java.util.Optional;

/**
 * One person, one id, whether they speak from Slack or from a terminal: so that nobody approves
 * their own run by another door. Who is not named has an id for each door, and can be told from
 * another only at a door by which both are known.
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
        .orElse(unproven(slackUser));
  }

  /** Of somebody of whom nothing else is certain. */
  public static String unproven(String slackUser) {
    return SLACK + slackUser;
  }

  public String ofLogin(String login) {
    return byId.values().stream()
        .filter(person -> login.equals(person.login()))
        .map(Person::id)
        .findFirst()
        .orElse(CLI + login);
  }

  /** The id by now: {@code slack:U123} or {@code cli:login} may have been named meanwhile. */
  public String now(String person) {
    if (person.startsWith(SLACK)) {
      return ofSlack(person.substring(SLACK.length()));
    }
    return person.startsWith(CLI) ? ofLogin(person.substring(CLI.length())) : person;
  }

  /** True where it is certain that the ids stand for two people. */
  public boolean areTwo(String one, String other) {
    String a = now(one);
    String b = now(other);
    if (a.equals(b)) {
      return false;
    }
    return (isNamed(a) && isNamed(b))
        || differ(slackUser(a), slackUser(b))
        || differ(login(a), login(b));
  }

  private static boolean isNamed(String person) {
    return !person.startsWith(SLACK) && !person.startsWith(CLI);
  }

  private static boolean differ(Optional<String> one, Optional<String> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }

  /** The person's Slack user id, to mention them by. */
  public Optional<String> slackUser(String person) {
    if (person.startsWith(SLACK)) {
      return Optional.of(person.substring(SLACK.length()));
    }
    return Optional.ofNullable(byId.get(person)).map(Person::slack);
  }

  private Optional<String> login(String person) {
    if (person.startsWith(CLI)) {
      return Optional.of(person.substring(CLI.length()));
    }
    return Optional.ofNullable(byId.get(person)).map(Person::login);
  }
}
