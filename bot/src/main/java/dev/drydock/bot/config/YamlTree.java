package dev.drydock.bot.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.Mark;

/**
 * A YAML document as JSON, which remembers where each value and each key was written. Places are
 * JSON pointers: {@code /apps/keeper/gates/0}.
 */
final class YamlTree {
  private final String file;
  private final Map<String, Mark> values = new HashMap<>();
  private final Map<String, Mark> keys = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final List<ConfigError> errors = new ArrayList<>();
  private JsonNode root = JsonNodeFactory.instance.objectNode();

  YamlTree(String file) {
    this.file = file;
  }

  JsonNode root() {
    return root;
  }

  void root(JsonNode node) {
    root = node;
  }

  /** Found while reading: syntax, duplicate keys, tags. */
  List<ConfigError> errors() {
    return errors;
  }

  void value(String pointer, Mark mark) {
    values.put(pointer, mark);
  }

  void key(String pointer, Mark mark) {
    keys.put(pointer, mark);
  }

  void text(String pointer, String text) {
    texts.put(pointer, text);
  }

  /** A scalar exactly as written: {@code 1.10} stays {@code 1.10}. */
  String text(String pointer) {
    return texts.get(pointer);
  }

  void wrong(Mark mark, String pointer, String message) {
    errors.add(at(mark, pointer, message));
  }

  /** An error at a value. */
  ConfigError atValue(String pointer, String message) {
    return at(nearest(values, pointer), pointer, message);
  }

  /** An error at the key of an entry. */
  ConfigError atKey(String pointer, String message) {
    Mark mark = keys.get(pointer);
    return mark == null ? atValue(pointer, message) : at(mark, pointer, message);
  }

  private ConfigError at(Mark mark, String pointer, String message) {
    int line = mark == null ? 1 : mark.getLine() + 1;
    int column = mark == null ? 1 : mark.getColumn() + 1;
    return new ConfigError(file, line, column, Pointers.path(pointer), message);
  }

  /** A value that is absent is reported where its parent stands. */
  private static Mark nearest(Map<String, Mark> marks, String pointer) {
    String place = pointer;
    while (!marks.containsKey(place) && !place.isEmpty()) {
      place = place.substring(0, place.lastIndexOf('/'));
    }
    return marks.get(place);
  }
}
