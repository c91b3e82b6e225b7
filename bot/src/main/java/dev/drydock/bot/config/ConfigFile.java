package dev.drydock.bot.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds, reads and checks {@code drydock.yaml}. */
public final class ConfigFile {
  /** Names the file where {@code --config} does not. */
  public static final String VARIABLE = "DRYDOCK_CONFIG";

  private static final SchemaCheck SCHEMA = new SchemaCheck();

  private ConfigFile() {}

  /**
   * Where the configuration is: {@code --config}, else {@code $DRYDOCK_CONFIG}, else {@code
   * drydock.yaml} here.
   *
   * @param option null when it was not given
   */
  public static Path find(Path option, Map<String, String> environment) {
    String named = environment.get(VARIABLE);
    if (option != null) {
      return option;
    }
    return Path.of(named == null || named.isBlank() ? "drydock.yaml" : named);
  }

  /**
   * @throws ConfigException with everything that is wrong
   */
  public static Settings load(Path file) {
    return parse(file, text(file));
  }

  /** As {@link #load}, of a text that was already read. */
  static Settings parse(Path file, String text) {
    YamlTree tree = YamlReader.read(file.toString(), text);
    List<ConfigError> errors = new ArrayList<>(tree.errors());
    boolean readable = errors.stream().noneMatch(error -> error.message().startsWith("not YAML"));
    if (readable) {
      errors.addAll(SCHEMA.check(tree));
      errors.addAll(CrossChecks.check(tree));
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(errors.stream().distinct().sorted().toList());
    }
    return SettingsReader.read(file, tree);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + ": is not UTF-8 text");
    } catch (IOException e) {
      throw new ConfigException(
          file
              + ": "
              + (Files.exists(file) ? "cannot be read: " + e.getMessage() : "there is no such file")
              + "; name one by --config FILE or "
              + VARIABLE);
    }
  }
}
