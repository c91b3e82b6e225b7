package dev.drydock.activities.database.store;

import dev.drydock.activities.database.Pulse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Storage that speaks S3. A backup's files are keys under its name; it is made, and fetched, in a
 * directory of this machine that needs room for all of it.
 *
 * <p>A late first attempt may still send while the next one does. Before the manifest is written it
 * is looked whether what lies there is what this attempt sent; the checksums in the manifest tell
 * the rest when it is fetched.
 */
final class ObjectStore implements BackupStore {
  private static final Logger log = LoggerFactory.getLogger(ObjectStore.class);

  private final S3 s3;
  private final Path room;

  ObjectStore(S3 s3, Path room) {
    this.s3 = s3;
    this.room = room;
  }

  @Override
  public String location(String name) {
    return s3.config().location() + "/" + name;
  }

  @Override
  public Optional<String> manifest(String name) {
    return s3.text(folder(name) + MANIFEST);
  }

  @Override
  public List<String> names() {
    return all().stream().filter(name -> manifest(name).isPresent()).toList();
  }

  @Override
  public List<String> halfMade() {
    Stream<String> sent = all().stream().filter(name -> manifest(name).isEmpty());
    List<String> here = LocalFiles.doing("list " + room, () -> Directories.partial(room));
    return Stream.concat(sent, here.stream()).distinct().toList();
  }

  private List<String> all() {
    return s3.folders(base()).stream().sorted().toList();
  }

  @Override
  public Draft begin(String name) {
    if (manifest(name).isEmpty()) {
      remove(name);
    }
    return new Sending(name, fresh(name));
  }

  @Override
  public Local fetch(String name, LongConsumer fetched) {
    List<S3.Item> items =
        s3.list(folder(name)).stream().filter(item -> !item.key().endsWith(MANIFEST)).toList();
    long size = items.stream().mapToLong(S3.Item::sizeBytes).sum();
    Fetched files = new Fetched(fresh(name + "-fetched"));
    try {
      Room.require(room, size, "to fetch " + location(name));
      AtomicLong here = new AtomicLong();
      List<Runnable> each = new ArrayList<>();
      for (S3.Item item : items) {
        Path to = files.directory().resolve(item.key().substring(folder(name).length()));
        each.add(() -> s3.fetch(item, to, bytes -> fetched.accept(here.addAndGet(bytes))));
      }
      together(each);
      return files;
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  @Override
  public void remove(String name) {
    List<String> keys = s3.list(folder(name)).stream().map(S3.Item::key).toList();
    if (keys.contains(folder(name) + MANIFEST)) {
      s3.delete(folder(name) + MANIFEST);
    }
    delete(keys);
    s3.abortUploads(folder(name));
    LocalFiles.doing(
        "remove what is half made in " + room,
        () -> {
          Directories.removePartial(room, name);
          return null;
        });
  }

  @Override
  public Path room() {
    return room;
  }

  @Override
  public void tryOut() {
    LocalFiles.tryOut(room);
    String key = base() + ".drydock-doctor-" + UUID.randomUUID();
    s3.put(key, MANIFEST);
    Optional<String> read = s3.text(key);
    s3.list(key);
    s3.abortUploads(key);
    s3.delete(key);
    if (!read.equals(Optional.of(MANIFEST))) {
      throw new StoreFailure("what was written to " + key + " is not what is read", true, null);
    }
  }

  private void delete(List<String> keys) {
    together(keys.stream().<Runnable>map(key -> () -> s3.delete(key)).toList());
  }

  private Path fresh(String name) {
    return LocalFiles.doing("write to " + room, () -> Directories.fresh(room, name));
  }

  private String base() {
    String prefix = s3.config().prefix();
    return prefix.isEmpty() ? "" : prefix + "/";
  }

  private String folder(String name) {
    return base() + name + "/";
  }

  /** Several at once; ends at the first failure, and when the activity is canceled. */
  private static void together(List<Runnable> deeds) {
    try (Together threads = new Together();
        Pulse pulse = Pulse.start(threads::stop)) {
      try {
        threads.run(deeds);
      } catch (RuntimeException e) {
        pulse.throwIfEnded();
        throw e;
      }
      pulse.throwIfEnded();
    }
  }

  private final class Sending implements Draft {
    private final String name;
    private final Path directory;

    Sending(String name, Path directory) {
      this.name = name;
      this.directory = directory;
    }

    @Override
    public Path directory() {
      return directory;
    }

    @Override
    public void finish(String manifest, LongConsumer stored) {
      if (ObjectStore.this.manifest(name).isEmpty()) {
        AtomicLong there = new AtomicLong();
        together(
            files().stream()
                .<Runnable>map(
                    file -> () -> send(file, bytes -> stored.accept(there.addAndGet(bytes))))
                .toList());
        requireOurOwn();
        s3.put(folder(name) + MANIFEST, manifest);
      }
    }

    private List<Path> files() {
      return LocalFiles.doing("read " + directory, () -> Directories.files(directory));
    }

    private void send(Path file, LongConsumer stored) {
      s3.put(folder(name) + file.getFileName(), file, stored);
    }

    private void requireOurOwn() {
      Map<String, Long> ours =
          files().stream()
              .collect(Collectors.toMap(f -> folder(name) + f.getFileName(), this::size));
      Map<String, Long> there =
          s3.list(folder(name)).stream()
              .filter(item -> !item.key().endsWith(MANIFEST))
              .collect(Collectors.toMap(S3.Item::key, S3.Item::sizeBytes));
      if (!there.equals(ours)) {
        throw new StoreFailure(
            "somebody else wrote to or removed from " + location(name) + " meanwhile", false, null);
      }
    }

    private long size(Path file) {
      return LocalFiles.doing("read " + file, () -> java.nio.file.Files.size(file));
    }

    /** What was sent stays, as it may be a faster attempt's by now; the next one removes it. */
    @Override
    public void close() {
      removed(directory);
    }
  }

  private record Fetched(Path directory) implements Local {
    @Override
    public void close() {
      removed(directory);
    }
  }

  private static void removed(Path directory) {
    try {
      Directories.remove(directory);
    } catch (IOException e) {
      log.warn("{} stays: {}", directory, e.getMessage());
    }
  }
}
