package dev.drydock.bot.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.book.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The example promises every key, as one that is used or as a comment in its place. */
class ExampleTest {
  /** What stands in place of a name that people give, or of a place in a list. */
  private static final String ANY = "*";

  @Test
  void theExampleHasEveryKeyInItsPlaceAndNoOther() throws IOException {
    JsonNode schema;
    try (InputStream in = ConfigFile.class.getResourceAsStream("/config/drydock.schema.json")) {
      schema = Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    Set<String> promised = new TreeSet<>();
    promised(schema, schema, "", promised);
    Set<String> shown = new TreeSet<>();
    shown(schema, schema, Json.tree(example()), "", shown);
    assertThat(shown).isEqualTo(promised);
  }

  /** With its commented keys. */
  private static Object example() throws IOException {
    String text = Files.readString(Path.of("../docs/examples/drydock.yaml"));
    return new Yaml(new SafeConstructor(new LoaderOptions()))
        .load(text.replaceAll("(?m)^( *)# (?!yaml-)([\\w-]+:( .*)?)$", "$1$2"));
  }

  private static void promised(JsonNode root, JsonNode at, String path, Set<String> found) {
    JsonNode node = resolved(root, at);
    if (isSecret(node)) {
      return;
    }
    node.path("properties")
        .fields()
        .forEachRemaining(
            key -> {
              found.add(path + "/" + key.getKey());
              promised(root, key.getValue(), path + "/" + key.getKey(), found);
            });
    if (node.path("additionalProperties").isObject()) {
      promised(root, node.get("additionalProperties"), path + "/" + ANY, found);
    }
    if (node.has("items")) {
      promised(root, node.get("items"), path, found);
    }
  }

  private static void shown(
      JsonNode root, JsonNode at, JsonNode value, String path, Set<String> found) {
    JsonNode node = resolved(root, at);
    if (isSecret(node)) {
      return;
    }
    if (value.isArray()) {
      value.forEach(one -> shown(root, node.path("items"), one, path, found));
      return;
    }
    value
        .fields()
        .forEachRemaining(
            key -> {
              boolean isNamed = node.path("properties").has(key.getKey());
              boolean isFree = !isNamed && node.path("additionalProperties").isObject();
              String below = path + "/" + (isFree ? ANY : key.getKey());
              if (!isFree) {
                found.add(below);
              }
              shown(
                  root,
                  isFree
                      ? node.get("additionalProperties")
                      : node.path("properties").path(key.getKey()),
                  key.getValue(),
                  below,
                  found);
            });
  }

  private static JsonNode resolved(JsonNode root, JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** There are three ways to name one; that is told once. */
  private static boolean isSecret(JsonNode node) {
    return node.path("properties").has("env") && node.path("maxProperties").asInt() == 1;
  }
}
