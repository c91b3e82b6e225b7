package dev.drydock.bot;

import dev.drydock.bot.cli.Office;
import dev.drydock.bot.cli.Unreachable;
import dev.drydock.bot.cli.doctor.Check;
import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.bot.desk.Nearest;
import dev.drydock.bot.desk.Refused;
import dev.drydock.bot.parts.LedgerTables;
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
import java.util.Optional;
import java.util.Set;

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
   * @param roles whose needs are looked at: a process of one role does not hold what others need
   * @throws Refused when there is no such app
   */
  List<Check> all(String app, Set<Role> roles) {
    List<AppConfig> apps = apps(app);
    boolean acts = roles.contains(Role.ACTIVITY);
    boolean speaks = roles.contains(Role.BOT);
    List<Check> checks = new ArrayList<>();
    checks.add(Check.of("secrets", () -> secrets(apps, acts, speaks)));
    checks.add(Check.of("temporal", new TemporalCheck(wiring.temporal())::look));
    if (acts || speaks) {
      checks.add(Check.of("ledger", this::ledger));
    }
    if (speaks) {
      checks.add(Check.of("rights", () -> Entrusted.look(apps)));
    }
    if (speaks && config.slack() != null) {
      checks.add(Check.of("slack", new SlackCheck(config.slack(), wiring.secrets())::look));
      checks.add(Check.of("people", () -> Doors.look(config.people(), apps)));
    }
    for (AppConfig one : acts ? apps : List.<AppConfig>of()) {
      checks.add(Check.of("kubernetes of " + one.name(), () -> cluster(one)));
      checks.add(Check.of("database of " + one.name(), () -> database(one)));
      checks.add(Check.of("backups of " + one.name(), () -> List.of(backups(one))));
    }
    return checks;
  }

  /**
   * All that Drydock has to be allowed in the cluster, as YAML.
   *
   * @param app the only one, or null for all
   * @param account {@code namespace/name}, {@code user:name}, or null for the ServiceAccount that
   *     asks
   * @throws Refused when there is no such app, the account is written otherwise, or is not given
   *     and a user asks
   */
  String rights(String app, String account) {
    try {
      return wiring.cluster().rights(apps(app), account);
    } catch (IllegalArgumentException e) {
      throw new Refused(
          Refused.Kind.WRONG,
          e.getMessage(),
          "doctor "
              + (app == null ? "" : app + " ")
              + "--rights --account drydock/drydock-activity");
    }
  }

  private List<AppConfig> apps(String app) {
    return app == null ? config.apps().all() : List.of(named(app));
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

  private List<Finding> secrets(List<AppConfig> apps, boolean acts, boolean speaks) {
    Map<String, SecretRef> all = new LinkedHashMap<>();
    boolean reads = config.ledger().reader() != null;
    if (acts || (speaks && !reads)) {
      all.put("ledger.password", config.ledger().password());
    }
    if (acts || speaks) {
      all.put("ledger.readerPassword", config.ledger().readerPassword());
    }
    if (speaks && config.slack() != null) {
      all.put("slack.botToken", config.slack().botToken());
      all.put("slack.appToken", config.slack().appToken());
      all.put("slack.signingSecret", config.slack().signingSecret());
    }
    for (AppConfig app : acts ? apps : List.<AppConfig>of()) {
      all.put("apps." + app.name() + ".database.password", app.database().password());
      if (app.backup().s3() != null) {
        String place = "apps." + app.name() + ".backup.s3.";
        all.put(place + "accessKey", app.backup().s3().accessKey());
        all.put(place + "secretKey", app.backup().s3().secretKey());
      }
    }
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
    LedgerTables tables = wiring.ledgerTables();
    List<Finding> findings = new ArrayList<>(ServerIdentity.ofLedger(url));
    findings.add(Finding.ok("ledger", url + ", tables are there, newest event " + newest));
    findings.add(
        tables.areAppendOnly()
            ? Finding.ok("ledger", "append-only for " + tables.readAs())
            : Finding.wrong(
                "ledger",
                tables.readAs() + " may change or delete events",
                "REVOKE UPDATE, DELETE, TRUNCATE ON drydock.events FROM " + tables.readAs() + ";"));
    return findings;
  }

  private List<Finding> cluster(AppConfig app) {
    String what = "kubernetes of " + app.name();
    String missing = wiring.cluster().missingRights(app);
    if (!missing.isEmpty()) {
      return List.of(Finding.wrong(what, "may not " + missing, wiring.cluster().mend(app)));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok(what, "all rights in namespace " + app.deployment().namespace()));
    findings.add(
        wiring
            .holds()
            .ofDeployment(app)
            .map(hold -> held(what, app, hold)) // it may be down just now
            .orElseGet(() -> Finding.ok(what, wiring.cluster().running(app))));
    return findings;
  }

  private List<Finding> database(AppConfig app) {
    String what = "database of " + app.name();
    Optional<Office.Hold> hold = wiring.holds().ofDatabase(app);
    List<Finding> findings = new ArrayList<>();
    findings.add(hold.isPresent() ? held(what, app, hold.get()) : database(what, app));
    findings.addAll(ServerIdentity.ofDatabase(what, app.database()));
    return findings;
  }

  /** While a run goes on that is as it should be. */
  private static Finding held(String what, AppConfig app, Office.Hold hold) {
    String detail = hold.told();
    String mend = "once that run is over for certain: drydock unfence " + app.name();
    if (hold.isGoing()) {
      return Finding.ok(what, detail);
    }
    return hold.isOurs()
        ? Finding.wrong(
            what, detail + ", which is over", "drydock unfence " + app.name() + " --yes")
        : Finding.note(what, detail + ", a run of another Drydock", mend);
  }

  private Finding database(String what, AppConfig app) {
    var facts = wiring.facts(app);
    String detail =
        app.databaseId() + ", " + app.database().engine().title() + " " + facts.serverVersion();
    String absent = facts.wayBack().durableAbsent();
    return absent == null
        ? Finding.ok(what, detail + ", durable backup by " + facts.wayBack().durable())
        : Finding.note(what, detail + ", no durable backup: " + absent, "");
  }

  /** Whoever asks may stand elsewhere than the worker, so what is missing here is only a note. */
  private Finding backups(AppConfig app) {
    String what = "backups of " + app.name();
    Path directory = Path.of(app.backup().directory());
    if (app.backup().dump().equals("never")) {
      return Finding.ok(what, "none wanted");
    }
    if (Files.isDirectory(directory) && Files.isWritable(directory)) {
      return tried(app, what);
    }
    boolean there = Files.isDirectory(directory);
    return Finding.note(
        what,
        directory + (there ? " cannot be written to from here" : " is not there on this machine"),
        (there ? "chown it to the worker's user" : "mkdir -p " + directory)
            + ", on the machine of the activity worker");
  }

  /** Written to, read and listed, and with what room. */
  private Finding tried(AppConfig app, String what) {
    try {
      wiring.backups().tryOut(app);
      return Finding.ok(what, "can be written and read: " + wiring.backups().room(app));
    } catch (RuntimeException e) {
      return Finding.wrong(
          what, String.valueOf(e.getMessage()), "see backup.directory, backup.to and backup.s3");
    }
  }
}
