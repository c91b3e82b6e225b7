package dev.drydock.sandbox.e2e;

import dev.drydock.sandbox.apps.BuiltImage;
import dev.drydock.sandbox.apps.KeeperImages;
import dev.drydock.sandbox.world.Software;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  private static final String GRANTS =
      """
      --liquibase formatted sql
      --changeset keeper:grants runAlways:true
      grant select on build to public;
      """;

  private RepeatingKeeper() {}

  /** By version. */
  static Map<String, BuiltImage> images(Path directory) throws IOException {
    Map<String, BuiltImage> images = new HashMap<>();
    Map<String, BuiltImage> plain = KeeperImages.build(directory);
    for (String version : List.of("1.8.0", "1.9.0")) {
      BuiltImage image = plain.get(version);
      Path changelog = image.root().resolve("changelog");
      Files.writeString(changelog.resolve("grants.sql"), GRANTS);
      Files.writeString(
          changelog.resolve("changelog.yaml"),
          "  - include: {file: grants.sql, relativeToChangelogFile: true}\n",
          StandardOpenOption.APPEND);
      images.put(version, BuiltImage.of(image.root(), image.env(), image.entrypoint()));
    }
    return images;
  }
}
