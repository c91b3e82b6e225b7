package dev.drydock.bot;

import dev.drydock.bot.cli.Unreachable;
import dev.drydock.bot.cli.doctor.Check;
import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.bot.desk.Nearest;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.DrydockConfig;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code doctor} looks at, in the order in which one thing needs the one before. */
final class Checks {
  private final Wiring wiring;
  private final DrydockConfig config;

  Checks(Wiring wiring) {
    this.wiring = wiring;
    this.config = wiring.settings().drydock();
  }

  /**
   * @param app the only one to look at, or null
   * @throws Refused when there is no such app
   */
  List<Check> all(String app) {
    List<AppConfig> apps = app == null ? config.apps().all() : List.of(named(app));
    List<Check> checks = new ArrayList<>();
    checks.add(Check.of("secrets", () -> secrets(apps)));
    checks.add(Check.of("temporal", new TemporalCheck(wiring.temporal())::look));
    checks.add(Check.of("ledger", this::ledger));
    if (config.slack() != null) {
      checks.add(Check.of("slack", new SlackCheck(config.slack(), wiring.secrets())::look));
    }
    for (AppConfig one : apps) {
      checks.add(Check.of("kubernetes of " + one.name(), () -> cluster(one)));
      checks.add(Check.of("database of " + one.name(), () -> List.of(database(one))));
      checks.add(Check.of("backups of " + one.name(), () -> List.of(backups(one))));
    }
    return checks;
  }

  private AppConfig named(String name) {
    Apps apps = config.apps();
    return apps.find(name)
        .orElseThrow(
            () ->
                new Refused(
                    Refused.Kind.WRONG,
                    "There is no app \"" + name + "\".",
                    Nearest.to(name, apps.names()).map(near -> "doctor " + near).orElse("doctor")));
  }

  private List<Finding> secrets(List<AppConfig> apps) {
    Map<String, SecretRef> all = new LinkedHashMap<>();
    all.put("ledger.password", config.ledger().password());
    all.put("ledger.readerPassword", config.ledger().readerPassword());
    if (config.slack() != null) {
      all.put("slack.botToken", config.slack().botToken());
      all.put("slack.appToken", config.slack().appToken());
      all.put("slack.signingSecret", config.slack().signingSecret());
    }
    apps.forEach(
        app -> all.put("apps." + app.name() + ".database.password", app.database().password()));
    List<Finding> findings = new ArrayList<>();
    all.forEach(
        (place, ref) -> {
          if (ref != null) {
            findings.add(secret(place, ref));
          }
        });
    return findings;
  }

  private Finding secret(String place, SecretRef ref) {
    try {
      wiring.secrets().resolve(ref);
      return Finding.ok(place, "found");
    } catch (Secrets.Missing e) {
      return Finding.wrong(place, e.getMessage(), "put it there, or name another place");
    }
  }

  private List<Finding> ledger() {
    String url = config.ledger().url();
    long newest;
    try {
      newest = wiring.book().newestSeq();
    } catch (Unreachable e) {
      return List.of(
          Finding.wrong("ledger", url + ": " + e.getMessage(), "drydock setup --dry-run"));
    }
    return List.of(
        Finding.ok("ledger", url + ", tables are there, newest event " + newest),
        wiring.ledgerIsAppendOnly()
            ? Finding.ok("ledger", "append-only for " + wiring.ledgerRole())
            : Finding.wrong(
                "ledger",
                wiring.ledgerRole() + " may change or delete events",
                "REVOKE UPDATE, DELETE, TRUNCATE ON drydock.events FROM "
                    + wiring.ledgerRole()
                    + ";"));
  }

  private List<Finding> cluster(AppConfig app) {
    String what = "kubernetes of " + app.name();
    wiring.requireRights(app);
    return List.of(
        Finding.ok(what, "all rights in namespace " + app.deployment().namespace()),
        Finding.ok(what, wiring.running(app)));
  }

  private Finding database(AppConfig app) {
    var facts = wiring.facts(app);
    String what = "database of " + app.name();
    String detail = app.databaseId() + ", PostgreSQL " + facts.serverVersion();
    String absent = facts.wayBack().durableAbsent();
    return absent == null
        ? Finding.ok(what, detail + ", durable backup by " + facts.wayBack().durable())
        : Finding.note(what, detail + ", no durable backup: " + absent, "");
  }

  /** Whoever asks may stand elsewhere than the worker, so what is missing here is only a note. */
  private static Finding backups(AppConfig app) {
    String what = "backups of " + app.name();
    Path directory = Path.of(app.backup().directory());
    if (app.backup().dump().equals("never")) {
      return Finding.ok(what, "none wanted");
    }
    if (Files.isDirectory(directory) && Files.isWritable(directory)) {
      return Finding.ok(what, directory + " can be written to");
    }
    boolean there = Files.isDirectory(directory);
    return Finding.note(
        what,
        directory + (there ? " cannot be written to from here" : " is not there on this machine"),
        (there ? "chown it to the worker's user" : "mkdir -p " + directory)
            + ", on the machine of the activity worker");
  }
}
