package dev.drydock.bot.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads YAML to JSON without making any object that the document names. Scalars follow YAML 1.2's
 * core schema ({@code no} and {@code 08:30} are text); anchors and {@code <<} are allowed, tags and
 * duplicate keys are not.
 */
final class YamlReader {
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,18}");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUES = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSES = Set.of("false", "False", "FALSE");
  private static final int MOST_ALIASES = 100;

  private final YamlTree tree;
  private final Set<Node> open = new HashSet<>();

  private YamlReader(YamlTree tree) {
    this.tree = tree;
  }

  static YamlTree read(String file, String text) {
    YamlTree tree = new YamlTree(file);
    new YamlReader(tree).read(text);
    return tree;
  }

  private void read(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setNestingDepthLimit(30);
    try {
      Yaml yaml = new Yaml(options);
      yaml.parse(new StringReader(text)).forEach(this::refuseTag);
      Node node = new Yaml(options).compose(new StringReader(text));
      if (node != null) {
        tree.root(json(node, ""));
      }
    } catch (MarkedYAMLException e) {
      tree.wrong(
          e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark(),
          "",
          "not YAML: " + e.getProblem() + (e.getContext() == null ? "" : ", " + e.getContext()));
    } catch (YAMLException e) {
      tree.wrong(null, "", "not YAML: " + e.getMessage());
    }
  }

  private void refuseTag(Event event) {
    String tag = null;
    if (event instanceof ScalarEvent scalar) {
      tag = scalar.getTag();
    } else if (event instanceof CollectionStartEvent start) {
      tag = start.getTag();
    }
    if (tag != null) {
      String shown = tag.replace("tag:yaml.org,2002:", "!!");
      tree.wrong(
          event.getStartMark(), "", "tag " + shown + " is not allowed; write the plain value");
    }
  }

  private JsonNode json(Node node, String pointer) {
    tree.value(pointer, node.getStartMark());
    if (node instanceof ScalarNode scalar) {
      tree.text(pointer, scalar.getValue());
      return scalar(scalar);
    }
    if (!open.add(node)) {
      tree.wrong(node.getStartMark(), pointer, "this anchor contains itself");
      return JsonNodeFactory.instance.nullNode();
    }
    JsonNode json =
        node instanceof MappingNode mapping
            ? object(mapping, pointer)
            : array((SequenceNode) node, pointer);
    open.remove(node);
    return json;
  }

  private ArrayNode array(SequenceNode sequence, String pointer) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Node item : sequence.getValue()) {
      array.add(json(item, Pointers.child(pointer, array.size())));
    }
    return array;
  }

  private ObjectNode object(MappingNode mapping, String pointer) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (NodeTuple entry : entries(mapping, pointer)) {
      String key = ((ScalarNode) entry.getKeyNode()).getValue();
      String child = Pointers.child(pointer, key);
      tree.key(child, entry.getKeyNode().getStartMark());
      object.set(key, json(entry.getValueNode(), child));
    }
    return object;
  }

  /** The mapping's own entries, then those that {@code <<} brings and it does not have. */
  private List<NodeTuple> entries(MappingNode mapping, String pointer) {
    Map<String, NodeTuple> own = new LinkedHashMap<>();
    List<Node> merged = new ArrayList<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        tree.wrong(entry.getKeyNode().getStartMark(), pointer, "a key must be plain text");
      } else if (key.getValue().equals("<<") && key.getScalarStyle() == ScalarStyle.PLAIN) {
        merged.add(entry.getValueNode());
      } else if (own.putIfAbsent(key.getValue(), entry) != null) {
        int first = own.get(key.getValue()).getKeyNode().getStartMark().getLine() + 1;
        tree.wrong(
            key.getStartMark(),
            Pointers.child(pointer, key.getValue()),
            "stands here a second time; first on line " + first);
      }
    }
    merged.forEach(node -> merge(node, own, pointer));
    return List.copyOf(own.values());
  }

  private void merge(Node node, Map<String, NodeTuple> into, String pointer) {
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> merge(item, into, pointer));
    } else if (node instanceof MappingNode mapping && open.add(node)) {
      entries(mapping, pointer)
          .forEach(entry -> into.putIfAbsent(((ScalarNode) entry.getKeyNode()).getValue(), entry));
      open.remove(node);
    } else {
      tree.wrong(node.getStartMark(), pointer, "<< takes a mapping: <<: *anchor");
    }
  }

  private static JsonNode scalar(ScalarNode scalar) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    String text = scalar.getValue();
    if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
      return make.textNode(text);
    }
    if (NULLS.contains(text)) {
      return make.nullNode();
    }
    if (TRUES.contains(text) || FALSES.contains(text)) {
      return make.booleanNode(TRUES.contains(text));
    }
    if (INTEGER.matcher(text).matches()) {
      return make.numberNode(new BigInteger(text).longValueExact());
    }
    return DECIMAL.matcher(text).matches()
        ? make.numberNode(new BigDecimal(text))
        : make.textNode(text);
  }
}
