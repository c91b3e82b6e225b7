package dev.drydock.bot.config;

import dev.drydock.bot.config.Settings.Cli;
import dev.drydock.bot.config.Settings.Serve;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.DrydockConfig;
import dev.drydock.workflows.config.DrydockConfig.KubernetesConfig;
import dev.drydock.workflows.config.DrydockConfig.Person;
import dev.drydock.workflows.config.DrydockConfig.SlackConfig;
import dev.drydock.workflows.config.DrydockConfig.TemporalConfig;
import dev.drydock.workflows.config.LedgerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns a document without errors into values. The defaults here are the ones the schema tells. */
final class SettingsReader {
  private SettingsReader() {}

  static Settings read(Path file, YamlTree tree) {
    Section root = new Section(tree, "");
    return new Settings(
        file,
        new DrydockConfig(
            temporal(root.child("temporal")),
            ledger(root.child("ledger")),
            root.has("slack") ? slack(root.child("slack")) : null,
            kubernetes(root.child("kubernetes")),
            people(root.child("people")),
            apps(root)),
        new Cli(root.child("cli").flag("allowAs")),
        serve(root.child("serve")));
  }

  private static TemporalConfig temporal(Section at) {
    return new TemporalConfig(at.text("address", null), at.text("namespace", null));
  }

  private static LedgerConfig ledger(Section at) {
    return new LedgerConfig(
        at.text("url", null),
        at.text("user", null),
        at.secret("password"),
        at.text("reader", null),
        at.secret("readerPassword"));
  }

  private static SlackConfig slack(Section at) {
    return new SlackConfig(
        at.text("mode", "socket"),
        at.text("channel", null),
        at.secret("botToken"),
        at.secret("appToken"),
        at.secret("signingSecret"),
        at.text("apiUrl", null),
        at.number("port", 3000),
        Objects.requireNonNullElse(at.texts("teams"), List.of()));
  }

  private static KubernetesConfig kubernetes(Section at) {
    return new KubernetesConfig(at.text("kubeconfig", null), at.text("context", null));
  }

  private static Map<String, Person> people(Section at) {
    Map<String, Person> people = new LinkedHashMap<>();
    at.entries()
        .forEach(
            (id, person) ->
                people.put(
                    id, new Person(id, person.text("slack", null), person.text("login", null))));
    return people;
  }

  private static Apps apps(Section root) {
    List<AppConfig> apps = new ArrayList<>();
    root.child("apps").entries().forEach((name, app) -> apps.add(AppReader.read(name, app, root)));
    return new Apps(List.copyOf(apps));
  }

  private static Serve serve(Section at) {
    return new Serve(
        at.text("host", Serve.DEFAULT.host()),
        at.number("port", Serve.DEFAULT.port()),
        at.text("logs", "plain").equals("json"),
        at.duration("drain", Serve.DEFAULT.drain()));
  }
}
