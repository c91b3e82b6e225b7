package dev.drydock.bot.desk;

import dev.drydock.workflows.Listed;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.VersionRule;
import java.util.regex.Pattern;

/**
 * What may be asked for: a version that the app takes, by somebody who may ask. Looked at before
 * anything is started, since a plan already runs the image that was asked for.
 */
final class Requests {
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private final Apps apps;

  Requests(Apps apps) {
    this.apps = apps;
  }

  /**
   * @param channel Slack channel for the card, or null for the configured one
   * @throws Refused what is wrong with it, and what would be right
   */
  MigrationRequest of(String app, String version, Caller caller, String channel) {
    AppConfig config = apps.find(app).orElseThrow(() -> noSuchApp(app, version));
    requireRequester(config, caller);
    requireTag(version);
    requireAllowed(config, version);
    return new MigrationRequest(
        app, version, config.databaseId(), caller.person(), caller.source(), channel);
  }

  private Refused noSuchApp(String app, String version) {
    return new Refused(
        Refused.Kind.WRONG,
        "There is no app " + quoted(app) + ". Known: " + String.join(", ", apps.names()) + ".",
        Nearest.to(app, apps.names()).map(near -> near + " " + version).orElse("help"));
  }

  private static void requireRequester(AppConfig app, Caller caller) {
    Listed requesters = app.request().requesters();
    if (requesters != null && !requesters.has(caller.person(), caller.groups())) {
      throw new Refused(
          caller.person()
              + " may not ask for a run or a plan of "
              + app.name()
              + ". Let somebody ask who may: "
              + requesters.words()
              + "; or have requesters: of drydock.yaml name you.",
          "");
    }
  }

  private static void requireTag(String version) {
    if (version.length() > 128) {
      throw new Refused(
          Refused.Kind.WRONG,
          "A version has at most 128 characters; this one has " + version.length() + ".",
          "help");
    }
    if (!TAG.matcher(version).matches()) {
      throw new Refused(
          Refused.Kind.WRONG,
          quoted(version) + " cannot be an image tag: letters, digits, dot, dash and underscore.",
          "help");
    }
  }

  private static void requireAllowed(AppConfig app, String version) {
    VersionRule rule = app.request().versions();
    if (rule != null && !rule.allows(version)) {
      throw new Refused(
          Refused.Kind.WRONG,
          quoted(version)
              + " is no version of "
              + app.name()
              + " that may be asked for. Ask for one that matches "
              + rule.expression()
              + " (versions: of drydock.yaml).",
          "");
    }
  }

  static String quoted(String text) {
    return "\"" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "\"";
  }
}
