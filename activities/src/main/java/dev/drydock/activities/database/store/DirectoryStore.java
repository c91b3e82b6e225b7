package dev.drydock.activities.database.store;

import dev.drydock.activities.database.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Each backup is a directory in a directory. It is made beside its place, and gets its name when it
 * is whole.
 */
final class DirectoryStore implements BackupStore {
  private final Path parent;

  DirectoryStore(Path parent) {
    this.parent = parent;
  }

  @Override
  public String location(String name) {
    return parent.resolve(name).toString();
  }

  @Override
  public Optional<String> manifest(String name) {
    Path file = parent.resolve(name).resolve(MANIFEST);
    return doing(
        "read " + file,
        () -> Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty());
  }

  @Override
  public List<String> names() {
    return doing("list " + parent, this::whole);
  }

  private List<String> whole() throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(parent)) {
      return all.filter(one -> Files.exists(one.resolve(MANIFEST)))
          .map(one -> one.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Override
  public List<String> halfMade() {
    return doing("list " + parent, () -> Directories.partial(parent));
  }

  @Override
  public void removeHalfMade(String name) {
    LocalFiles.removePartial(parent, name);
  }

  @Override
  public Draft begin(String name) {
    return doing(
        "write to " + parent,
        () -> new Beside(name, Directories.fresh(parent, name, Attempt.begun())));
  }

  @Override
  public BackupStore.Local fetch(String name, LongConsumer fetched) {
    return new InPlace(parent.resolve(name));
  }

  @Override
  public void remove(String name) {
    doing("remove " + location(name), () -> removed(name));
  }

  @Override
  public Path room() {
    return parent;
  }

  @Override
  public void tryOut() {
    LocalFiles.tryOut(parent);
  }

  private final class Beside implements Draft {
    private final String name;
    private final Path directory;

    Beside(String name, Path directory) {
      this.name = name;
      this.directory = directory;
    }

    @Override
    public Path directory() {
      return directory;
    }

    @Override
    public void finish(String manifest, LongConsumer stored) {
      doing("write to " + location(name), () -> move(manifest));
    }

    private Void move(String manifest) throws IOException {
      Files.writeString(directory.resolve(MANIFEST), manifest);
      if (DirectoryStore.this.manifest(name).isEmpty()) {
        Path target = parent.resolve(name);
        Directories.remove(target);
        Files.move(directory, target);
      }
      return null;
    }

    @Override
    public void close() {
      doing("remove " + directory, () -> removed(directory));
    }
  }

  private record InPlace(Path directory) implements BackupStore.Local {
    @Override
    public void close() {
      // it belongs where it lies
    }
  }

  private Void removed(String name) throws IOException {
    Directories.remove(parent.resolve(name));
    Directories.removePartial(parent, name);
    return null;
  }

  private static Void removed(Path directory) throws IOException {
    Directories.remove(directory);
    return null;
  }

  private static <T> T doing(String what, LocalFiles.Deed<T> deed) {
    return LocalFiles.doing(what, deed);
  }
}
