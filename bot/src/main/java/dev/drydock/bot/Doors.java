package dev.drydock.bot;

import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.DrydockConfig.Person;
import java.util.List;
import java.util.Map;

/**
 * Whether each approver is known both in Slack and at a terminal: else nobody could tell them from
 * whoever asked by the other door and is not named under {@code people:}.
 */
final class Doors {
  private Doors() {}

  static List<Finding> look(Map<String, Person> people, List<AppConfig> apps) {
    List<Finding> missing =
        apps.stream()
            .flatMap(app -> app.policy().gates().stream())
            .flatMap(gate -> gate.people().stream())
            .distinct()
            .map(people::get)
            .filter(person -> person != null && (person.slack() == null || person.login() == null))
            .map(Doors::note)
            .toList();
    return missing.isEmpty()
        ? List.of(Finding.ok("people", "each approver has slack: and login:"))
        : missing;
  }

  private static Finding note(Person person) {
    boolean isInSlack = person.slack() != null;
    return Finding.note(
        "people",
        person.id()
            + " approves and has no "
            + (isInSlack ? "login:" : "slack:")
            + ", so cannot approve what "
            + (isInSlack ? "a login" : "a Slack user")
            + " asks for that is nobody's under people:",
        "under people: give " + person.id() + " " + (isInSlack ? "login: NAME" : "slack: U..."));
  }
}
