package dev.drydock.bot.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.config.SecretRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A mapping of a document that the schema has found right, read key by key with defaults. */
record Section(YamlTree tree, String pointer) {

  boolean exists() {
    return !node().isMissingNode();
  }

  Section child(String key) {
    return new Section(tree, Pointers.child(pointer, key));
  }

  boolean has(String key) {
    return node().has(key);
  }

  String text(String key, String otherwise) {
    return has(key) ? tree.text(Pointers.child(pointer, key)) : otherwise;
  }

  int number(String key, int otherwise) {
    return node().path(key).asInt(otherwise);
  }

  boolean flag(String key) {
    return node().path(key).asBoolean(false);
  }

  Duration duration(String key, Duration otherwise) {
    return has(key) ? Durations.parse(text(key, "")).orElse(otherwise) : otherwise;
  }

  /** Null when it is absent. */
  SecretRef secret(String key) {
    Section at = child(key);
    if (at.has("env")) {
      return new SecretRef.Env(at.text("env", null));
    }
    if (at.has("file")) {
      return new SecretRef.File(at.text("file", null));
    }
    if (!at.has("secret")) {
      return null;
    }
    String[] parts = at.text("secret", "").split("/", -1);
    return new SecretRef.Kubernetes(parts[0], parts[1], parts[2]);
  }

  /** Null when it is absent. */
  List<String> texts(String key) {
    if (!has(key)) {
      return null;
    }
    Section at = child(key);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < at.node().size(); i++) {
      texts.add(tree.text(Pointers.child(at.pointer, i)));
    }
    return List.copyOf(texts);
  }

  <T> List<T> each(String key, Function<Section, T> read) {
    Section at = child(key);
    List<T> all = new ArrayList<>();
    for (int i = 0; i < at.node().size(); i++) {
      all.add(read.apply(new Section(tree, Pointers.child(at.pointer, i))));
    }
    return List.copyOf(all);
  }

  /** The entries of a mapping, by key, in their order. */
  Map<String, Section> entries() {
    Map<String, Section> entries = new LinkedHashMap<>();
    node().fieldNames().forEachRemaining(key -> entries.put(key, child(key)));
    return entries;
  }

  /** A mapping of scalars, each as it was written. */
  Map<String, String> scalars(String key) {
    Map<String, String> scalars = new LinkedHashMap<>();
    child(key).entries().forEach((name, entry) -> scalars.put(name, tree.text(entry.pointer())));
    return scalars;
  }

  private JsonNode node() {
    return tree.root().at(pointer);
  }
}
