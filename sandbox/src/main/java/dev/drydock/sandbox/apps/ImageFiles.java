package dev.drydock.sandbox.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/**
 * Puts files under an image's root. A root is begun afresh, so that an old build leaves nothing.
 */
final class ImageFiles {
  private final Path root;

  private ImageFiles(Path root) {
    this.root = root;
  }

  static ImageFiles begin(Path root) throws IOException {
    deleteTree(root);
    Files.createDirectories(root);
    return new ImageFiles(root.toRealPath());
  }

  Path root() {
    return root;
  }

  ImageFiles write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** A program: {@code @NAME@} in it becomes the value of that name. */
  ImageFiles program(String name, String content, Map<String, String> values) throws IOException {
    String filled = content;
    for (var value : values.entrySet()) {
      filled = filled.replace("@" + value.getKey() + "@", value.getValue());
    }
    write(name, filled);
    if (!root.resolve(name).toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + name + " executable in " + root);
    }
    return this;
  }

  /** Copies every file of {@code source} except what Python compiled there. */
  ImageFiles copyTree(Path source) throws IOException {
    try (var files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = source.relativize(file).toString();
        if (!name.contains("__pycache__")) {
          Path copy = root.resolve(name);
          Files.createDirectories(copy.getParent());
          Files.write(copy, Files.readAllBytes(file));
        }
      }
    }
    return this;
  }

  static String resource(String path) throws IOException {
    try (InputStream in = ImageFiles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new FileNotFoundException(path + " is not on the class path");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
