package dev.drydock.bot.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.drydock.bot.desk.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares a document with {@code config/drydock.schema.json}, and says what is wrong in words. */
final class SchemaCheck {
  /** On the class path; the same file helps in an editor. */
  static final String RESOURCE = "/config/drydock.schema.json";

  private final JsonNode schema = load();
  private final JsonSchema validator =
      JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(
              schema, SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build());

  List<ConfigError> check(YamlTree tree) {
    return validator.validate(tree.root()).stream()
        .map(message -> error(tree, message))
        .distinct()
        .toList();
  }

  private static JsonNode load() {
    try (InputStream in = SchemaCheck.class.getResourceAsStream(RESOURCE)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ConfigError error(YamlTree tree, ValidationMessage message) {
    String place = message.getInstanceLocation().toString();
    JsonNode rule = ruleOf(message);
    return switch (message.getType()) {
      case "additionalProperties" -> unknownKey(tree, place, message.getProperty(), rule);
      case "required" -> missing(tree, place, message.getProperty(), rule);
      case "propertyNames" -> badName(tree, message, place, rule);
      default -> tree.atValue(place, wrongValue(tree, place, rule));
    };
  }

  /** The schema object that holds the keyword which failed. */
  private JsonNode ruleOf(ValidationMessage message) {
    String fragment = message.getSchemaLocation().getFragment().toString();
    JsonNode keyword = schema.at(fragment);
    String parent = fragment.substring(0, fragment.lastIndexOf('/'));
    return keyword.isMissingNode() || !parent.isEmpty() ? schema.at(parent) : schema;
  }

  private static ConfigError unknownKey(
      YamlTree tree, String place, String property, JsonNode rule) {
    List<String> known = new ArrayList<>();
    rule.path("properties").fieldNames().forEachRemaining(known::add);
    Optional<String> near = Nearest.to(property, known);
    String instead =
        near.map(name -> "did you mean \"" + name + "\"?")
            .orElse("known here: " + String.join(", ", known));
    return tree.atKey(Pointers.child(place, property), "unknown key; " + instead);
  }

  private ConfigError missing(YamlTree tree, String place, String property, JsonNode rule) {
    JsonNode wanted = resolve(rule.path("properties").path(property));
    return tree.atKey(place, "\"" + property + "\" is missing; must be " + Expectation.of(wanted));
  }

  private static ConfigError badName(
      YamlTree tree, ValidationMessage message, String place, JsonNode rule) {
    String name = message.getProperty() != null ? message.getProperty() : lastName(message);
    String pattern =
        rule.path("propertyNames").path("pattern").asText(rule.path("pattern").asText());
    return tree.atKey(
        Pointers.child(place, name), "the name \"" + name + "\" must match " + pattern);
  }

  private static String lastName(ValidationMessage message) {
    Object[] arguments = message.getArguments();
    return arguments == null || arguments.length == 0 ? "" : String.valueOf(arguments[0]);
  }

  private String wrongValue(YamlTree tree, String place, JsonNode rule) {
    JsonNode value = tree.root().at(place);
    if (rule == schema.at("/$defs/secret")) {
      return Expectation.secret(place, value);
    }
    return "is " + Expectation.shown(value) + "; must be " + Expectation.of(rule);
  }

  private JsonNode resolve(JsonNode rule) {
    String ref = rule.path("$ref").asText("");
    return ref.startsWith("#") ? schema.at(ref.substring(1)) : rule;
  }
}
