package dev.drydock.bot.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What must hold between several places of the document, so that a schema cannot tell it. */
final class CrossChecks {
  private final YamlTree tree;
  private final List<ConfigError> errors = new ArrayList<>();

  private CrossChecks(YamlTree tree) {
    this.tree = tree;
  }

  /** Works on documents with other errors too: what is not there, or not right, is passed over. */
  static List<ConfigError> check(YamlTree tree) {
    CrossChecks checks = new CrossChecks(tree);
    checks.slack();
    checks.ledger();
    WhoChecks who = new WhoChecks(tree, checks.errors);
    who.people();
    checks.durations("/serve", List.of("drain"));
    checks.appsNames();
    tree.root()
        .path("apps")
        .fieldNames()
        .forEachRemaining(name -> checks.app(Pointers.child("/apps", name), who));
    return checks.errors;
  }

  private JsonNode at(String pointer) {
    return tree.root().at(pointer);
  }

  private void wrong(String pointer, String message) {
    errors.add(tree.atValue(pointer, message));
  }

  private void slack() {
    JsonNode slack = at("/slack");
    if (!slack.isObject()) {
      return;
    }
    String mode = slack.path("mode").asText("socket");
    needs(slack, "/slack", mode.equals("socket"), "appToken", "mode socket");
    needs(slack, "/slack", mode.equals("http"), "signingSecret", "mode http");
  }

  private void ledger() {
    JsonNode ledger = at("/ledger");
    needs(ledger, "/ledger", ledger.has("reader"), "readerPassword", "reader");
    needs(ledger, "/ledger", ledger.has("readerPassword"), "reader", "readerPassword");
    if (ledger.path("url").asText("").contains("password=")) {
      wrong("/ledger/url", "must not hold the password; write it as ledger.password: {env: NAME}");
    }
  }

  private void needs(JsonNode node, String pointer, boolean when, String key, String why) {
    if (when && !node.has(key)) {
      errors.add(tree.atKey(pointer, "\"" + key + "\" is missing; " + why + " needs it"));
    }
  }

  private void appsNames() {
    Map<String, String> seen = new HashMap<>();
    at("/apps")
        .fieldNames()
        .forEachRemaining(
            name -> {
              String before = seen.put(name.toLowerCase(Locale.ROOT), name);
              if (before != null) {
                errors.add(
                    tree.atKey(
                        Pointers.child("/apps", name), "differs from " + before + " only in case"));
              }
            });
  }

  private void app(String place, WhoChecks who) {
    commands(place + "/schema");
    encryption(place + "/database");
    backup(place + "/backup");
    durations(
        place + "/limits",
        List.of("backup", "maintenance-pod", "take-down", "seal", "upgrade", "bring-up"));
    for (int i = 0; i < at(place + "/gates").size(); i++) {
      durations(Pointers.child(place + "/gates", i), List.of("expires"));
    }
    who.app(place);
  }

  private void encryption(String place) {
    JsonNode database = at(place);
    String mode = database.path("sslMode").asText("");
    needs(database, place, mode.startsWith("verify-"), "sslRootCert", "sslMode " + mode);
    needs(database, place, database.has("sslRootCert"), "sslMode", "sslRootCert");
  }

  private void commands(String place) {
    JsonNode schema = at(place);
    String tool = schema.path("tool").asText("");
    needs(schema, place, tool.equals("commands"), "commands", "tool commands");
    if (!tool.equals("commands") && schema.has("commands") && !tool.isEmpty()) {
      errors.add(tree.atKey(place + "/commands", "belongs to tool: commands; the tool is " + tool));
    }
  }

  private void backup(String place) {
    durations(place, List.of("retention"));
    JsonNode backup = at(place);
    if (backup.has("s3") && !backup.has("to")) {
      errors.add(tree.atKey(place + "/s3", "belongs to backup.to: s3://bucket/prefix"));
    }
    JsonNode s3 = backup.path("s3");
    String keys = s3.isMissingNode() ? place : place + "/s3";
    needs(s3, keys, s3.has("accessKey"), "secretKey", "accessKey");
    needs(s3, keys, s3.has("secretKey"), "accessKey", "secretKey");
    needs(s3, keys, backup.has("to") && !s3.has("endpoint"), "region", "s3 without an endpoint");
  }

  /** The schema's pattern lets {@code 0s} and {@code Pfoo} through. */
  private void durations(String place, List<String> keys) {
    for (String key : keys) {
      JsonNode value = at(place + "/" + key);
      boolean looksRight = value.isTextual() && value.asText().matches("P\\S+|([0-9]+[dhms])+");
      if (looksRight && Durations.parse(value.asText()).isEmpty()) {
        wrong(place + "/" + key, "is \"" + value.asText() + "\"; must be a time like 1h30m");
      }
    }
  }
}
