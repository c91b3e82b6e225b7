package dev.drydock.bot;

import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.workflows.Listed;
import dev.drydock.workflows.config.AppConfig;
import java.util.ArrayList;
import java.util.List;

/** Where more people may ask than was perhaps meant, or too few are there to act on a run. */
final class Entrusted {
  private Entrusted() {}

  static List<Finding> look(List<AppConfig> apps) {
    List<Finding> found = new ArrayList<>();
    List<String> open =
        apps.stream()
            .filter(app -> app.request().requesters() == null)
            .map(AppConfig::name)
            .toList();
    if (!open.isEmpty()) {
      found.add(anybodyAsks(open));
    }
    apps.forEach(app -> tooFew(app, found));
    return found.isEmpty()
        ? List.of(Finding.ok("rights", "each app says who may ask, and who operates"))
        : found;
  }

  private static Finding anybodyAsks(List<String> apps) {
    return Finding.note(
        "rights",
        "everybody in the Slack workspace may ask for a run or a plan of "
            + String.join(", ", apps)
            + ", and a plan runs the image that is asked for, with the app's Secrets",
        "in drydock.yaml: requesters: {people: [...], groups: [...]}, and versions: of each app");
  }

  private static void tooFew(AppConfig app, List<Finding> found) {
    Listed operators = app.policy().operators();
    if (operators.people().isEmpty()) {
      found.add(
          note(app, " names only groups: with Slack away nobody could resume a run", "somebody"));
    } else if (operators.groups().isEmpty() && operators.people().size() == 1) {
      String only = operators.people().get(0);
      found.add(
          note(
              app,
              " has only " + only + ", who may not keep or discard what a run of their own wrote",
              "somebody else"));
    }
  }

  private static Finding note(AppConfig app, String what, String whom) {
    return Finding.note(
        "rights",
        "of operators and approvers " + app.name() + what,
        "in drydock.yaml: operators: {people: [...]} that names " + whom + ", too");
  }
}
