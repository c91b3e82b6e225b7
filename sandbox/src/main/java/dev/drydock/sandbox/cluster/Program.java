package dev.drydock.sandbox.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command in the world of one image: where its program is, with which environment and in which
 * directory it runs.
 */
record Program(List<String> command, Map<String, String> env, Path directory, Path root) {

  /** Starts it; nothing of this JVM's own environment goes in. */
  Process start(boolean mixed, boolean input) throws StartException {
    List<String> resolved = new ArrayList<>(command);
    resolved.set(0, resolve(command.get(0)).toString());
    ProcessBuilder builder = new ProcessBuilder(resolved).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(env);
    builder.redirectErrorStream(mixed);
    if (!input) {
      builder.redirectInput(new File("/dev/null"));
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new StartException(init(command.get(0), String.valueOf(e.getMessage())));
    }
  }

  private Path resolve(String name) throws StartException {
    if (name.contains("/")) {
      Path inImage = root.resolve(name.startsWith("/") ? name.substring(1) : name);
      Path path = Files.exists(inImage) ? inImage : directory.resolve(name);
      if (!Files.exists(path)) {
        throw new StartException(init(name, "stat " + name + ": no such file or directory"));
      }
      if (!runs(path)) {
        throw new StartException(init(name, "permission denied"));
      }
      return path;
    }
    for (String dir : env.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path path = directory.resolve(dir).resolve(name);
      if (runs(path)) {
        return path;
      }
    }
    throw new StartException(init(name, "executable file not found in $PATH"));
  }

  private static boolean runs(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static String init(String name, String why) {
    return "unable to start container process: error during container init: exec: \""
        + name
        + "\": "
        + why;
  }
}
