package dev.drydock.sandbox.world;

import dev.drydock.sandbox.apps.BuiltImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * For each application's software one database that has its first schema and data, made when it is
 * first asked for; those of the applications are copies of it.
 */
final class FirstSchemas {
  private final World world;
  private final Set<String> made = new HashSet<>();

  FirstSchemas(World world) {
    this.world = world;
  }

  /** The name of that database, to which nobody is connected. */
  synchronized String of(Software software) throws Exception {
    String name = "first_" + software.repository().replaceAll(".*/", "").replace('-', '_');
    if (!made.contains(name)) {
      make(name, software);
      made.add(name);
    }
    return name;
  }

  private void make(String name, Software software) throws Exception {
    PostgresServer server = world.database();
    server.execute("postgres", "CREATE DATABASE " + name + " OWNER keeper");
    migrate(name, software);
    try (Connection connection = server.connect(name, "keeper")) {
      software.seed().into(connection);
    }
  }

  private void migrate(String name, Software software) throws IOException, InterruptedException {
    BuiltImage image = world.image(software.image(software.oldVersion()));
    List<String> command = new ArrayList<>(software.install());
    command.set(0, image.root().resolve("bin").resolve(command.get(0)).toString());
    ProcessBuilder tool = new ProcessBuilder(command);
    tool.environment().putAll(image.env());
    tool.environment().put("DATABASE_URL", world.database().url(name));
    Path log = world.directory().resolve(name + "-install.log");
    Process process =
        tool.directory(image.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "the first schema could not be made:\n" + Files.readString(log));
    }
  }
}
