package dev.drydock.sandbox.e2e;

import dev.drydock.sandbox.apps.BuiltImage;
import dev.drydock.sandbox.apps.KeeperImages;
import dev.drydock.sandbox.world.Software;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Keeper whose last changeset gives rights out again each time, as many changelogs end. */
final class RepeatingKeeper {
  static final Software SOFTWARE =
      new Software(
          "registry.sandbox/keeper-always",
          Software.KEEPER.container(),
          Software.KEEPER.sidecars(),
          Software.KEEPER.oldVersion(),
          Software.KEEPER.install(),
          Software.KEEPER.schema(),
          Software.KEEPER.verify(),
          Software.KEEPER.revision(),
          Software.KEEPER.seed(),
          Software.KEEPER.users());

  /** Of another author, with the id of the last one: so that the revision stays the same. */
  private static final String GRANTS =
      """
      --liquibase formatted sql
      --changeset keeper-ops:k3 runAlways:true
      grant select on build to public;
      """;

  private static final String NOTES =
      """
      --liquibase formatted sql
      --changeset keeper:notes
      create table note (text text);
      """;

  private RepeatingKeeper() {}

  /** By version. */
  static Map<String, BuiltImage> images(Path directory) throws IOException {
    return Map.of(
        "1.8.0", image(directory.resolve("old"), "1.8.0", Map.of("grants", GRANTS)),
        "1.8.1",
            image(directory.resolve("new"), "1.8.1", Map.of("a-notes", NOTES, "grants", GRANTS)));
  }

  private static BuiltImage image(Path directory, String version, Map<String, String> more)
      throws IOException {
    BuiltImage plain = KeeperImages.build(directory).get("1.8.0");
    Path changelog = plain.root().resolve("changelog");
    for (Map.Entry<String, String> one : new TreeMap<>(more).entrySet()) {
      Files.writeString(changelog.resolve(one.getKey() + ".sql"), one.getValue());
      Files.writeString(
          changelog.resolve("changelog.yaml"),
          "  - include: {file: %s.sql, relativeToChangelogFile: true}\n".formatted(one.getKey()),
          StandardOpenOption.APPEND);
    }
    Files.writeString(plain.root().resolve("VERSION"), version + "\n");
    Map<String, String> env = new HashMap<>(plain.env());
    env.put("KEEPER_VERSION", version);
    return BuiltImage.of(plain.root(), env, plain.entrypoint());
  }
}
