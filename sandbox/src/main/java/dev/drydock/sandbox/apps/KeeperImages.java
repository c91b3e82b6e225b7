package dev.drydock.sandbox.apps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Every image of Keeper, from the same parts: its program, Liquibase's command line, and as many
 * changes as the version has. The broken ones differ from 1.9.0 in the one thing their name says.
 */
public final class KeeperImages {
  private static final String RESOURCES = "/apps/keeper/";
  private static final String ARCHIVE = "liquibase.jsa";

  /** What stands in for {@code bin/liquibase}; the real one then lies in {@code libexec}. */
  private enum Tool {
    REAL,
    LIES,
    GRUMBLES,
    CHATTY,
    NONE
  }

  private record Recipe(
      String tag, String version, int changes, Tool tool, Optional<String> fault, boolean sleepy) {
    static Recipe of(String tag, int changes) {
      return new Recipe(tag, tag, changes, Tool.REAL, Optional.empty(), false);
    }

    private static Recipe broken(String kind, Tool tool, Optional<String> fault, boolean sleepy) {
      return new Recipe("1.9.0-" + kind, "1.9.0", 5, tool, fault, sleepy);
    }

    static Recipe tool(String kind, Tool tool) {
      return broken(kind, tool, Optional.empty(), false);
    }

    static Recipe fault(String kind, String fault) {
      return broken(kind, Tool.REAL, Optional.of(fault), false);
    }
  }

  private static final List<Recipe> RECIPES =
      List.of(
          Recipe.of("1.8.0", 3),
          Recipe.of("1.9.0", 5),
          Recipe.of("1.9.1", 5),
          Recipe.of("2.0.0", 7),
          Recipe.tool("lies", Tool.LIES),
          Recipe.tool("grumbles", Tool.GRUMBLES),
          Recipe.tool("chatty", Tool.CHATTY),
          Recipe.tool("no-tool", Tool.NONE),
          Recipe.broken("sleepy", Tool.REAL, Optional.empty(), true),
          Recipe.fault("stillborn", "stillborn"),
          Recipe.fault("crashes", "crash"));

  private KeeperImages() {}

  /**
   * Writes all images under {@code dir}, replacing older ones there; by tag, such as 1.9.0-lies.
   */
  public static Map<String, BuiltImage> build(Path dir) throws IOException {
    Map<String, String> places =
        Map.of(
            "JAVA", ToolJvm.java(),
            "KEEPER_CLASS_PATH", ToolJvm.keeperClassPath(),
            "LIQUIBASE_CLASS_PATH", ToolJvm.liquibaseClassPath());
    Files.createDirectories(dir);
    // An archive of another class path would make every start of Liquibase complain.
    Files.deleteIfExists(dir.resolve(ARCHIVE));
    Map<String, BuiltImage> images = new LinkedHashMap<>();
    for (Recipe recipe : RECIPES) {
      images.put(recipe.tag(), build(dir, recipe, places));
    }
    return images;
  }

  /**
   * Makes the archive of Liquibase's classes that {@code bin/liquibase} of all images in {@code
   * dir} uses when it is there. Takes seconds and changes nothing but their start-up time, so call
   * it in the background or not at all. No database is needed: Liquibase runs in its offline mode.
   */
  public static void speedUp(Path dir) throws IOException, InterruptedException {
    Path work = Files.createTempDirectory(dir, "archive");
    Path fresh = work.resolve(ARCHIVE);
    try {
      ImageFiles files = ImageFiles.begin(work.resolve("image"));
      addChangelog(files, Recipe.of("1.8.0", 3));
      List<String> command =
          new ArrayList<>(List.of(ToolJvm.java(), "-XX:ArchiveClassesAtExit=" + fresh));
      command.addAll(List.of("-XX:+UseSerialGC", "-cp", ToolJvm.liquibaseClassPath()));
      command.add("liquibase.integration.commandline.LiquibaseCommandLine");
      command.addAll(List.of("--analytics-enabled=false", "--search-path=" + files.root()));
      command.addAll(List.of("update-sql", "--changelog-file=changelog/changelog.yaml"));
      command.add("--url=offline:postgresql?changeLogFile=" + work.resolve("applied.csv"));
      ToolJvm.run(command, work.resolve("log"));
      Files.move(fresh, dir.resolve(ARCHIVE), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      ImageFiles.deleteTree(work);
    }
  }

  private static BuiltImage build(Path dir, Recipe recipe, Map<String, String> places)
      throws IOException {
    ImageFiles files = ImageFiles.begin(dir.resolve(recipe.tag()));
    files.write("VERSION", recipe.version() + "\n");
    files.program("bin/keeper", ImageFiles.resource(RESOURCES + "bin/keeper"), places);
    addTool(files, recipe.tool(), places);
    addChangelog(files, recipe);
    Map<String, String> env = new LinkedHashMap<>(Map.of("KEEPER_VERSION", recipe.version()));
    recipe.fault().ifPresent(fault -> env.put("KEEPER_FAULT", fault));
    return BuiltImage.of(files.root(), env, List.of("keeper"));
  }

  private static void addTool(ImageFiles files, Tool tool, Map<String, String> places)
      throws IOException {
    String real = ImageFiles.resource(RESOURCES + "bin/liquibase");
    switch (tool) {
      case NONE -> {}
      case REAL -> files.program("bin/liquibase", real, places);
      case LIES, GRUMBLES, CHATTY -> {
        String name = "bin/liquibase-" + tool.name().toLowerCase(Locale.ROOT);
        files.program("bin/liquibase", ImageFiles.resource(RESOURCES + name), places);
        files.program("libexec/liquibase", real, places);
      }
    }
  }

  private static void addChangelog(ImageFiles files, Recipe recipe) throws IOException {
    List<String> names = IntStream.rangeClosed(1, recipe.changes()).mapToObj(i -> "k" + i).toList();
    for (String name : names) {
      String source = recipe.sleepy() && name.equals("k4") ? "k4-sleepy" : name;
      String sql = ImageFiles.resource(RESOURCES + "changelog/" + source + ".sql");
      files.write("changelog/" + name + ".sql", sql);
    }
    String includes =
        names.stream()
            .map("  - include: {file: %s.sql, relativeToChangelogFile: true}\n"::formatted)
            .collect(Collectors.joining());
    files.write("changelog/changelog.yaml", "databaseChangeLog:\n" + includes);
  }
}
