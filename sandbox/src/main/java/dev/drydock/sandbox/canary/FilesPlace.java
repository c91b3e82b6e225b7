package dev.drydock.sandbox.canary;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Files below a directory.
 *
 * @param wanted which of them
 */
public record FilesPlace(String name, Path directory, Predicate<Path> wanted) implements Place {
  @Override
  public void show(Shown shown) throws Exception {
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> files = all.filter(Files::isRegularFile).filter(wanted).toList();
      for (Path file : files) {
        shown.piece(directory.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
  }
}
