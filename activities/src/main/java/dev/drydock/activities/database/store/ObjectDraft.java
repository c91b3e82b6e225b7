package dev.drydock.activities.database.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a backup in an object storage. A late first attempt may still send while the next
 * one does: each has keys of its own, and the manifest is written only where none stands. What
 * stands then counts, whoever wrote it.
 */
final class ObjectDraft implements BackupStore.Draft {
  private static final Logger log = LoggerFactory.getLogger(ObjectDraft.class);

  private final String attempt = UUID.randomUUID().toString();
  private final ObjectStore store;
  private final S3 s3;
  private final String name;
  private final Path directory;
  private Sent sent = Sent.NOTHING;

  /** What is there of ours. */
  private enum Sent {
    NOTHING,
    /** Files that no manifest names. */
    FILES,
    /** A manifest that names them stands, or may still arrive. */
    MANIFEST
  }

  ObjectDraft(ObjectStore store, S3 s3, String name, Path directory) {
    this.store = store;
    this.s3 = s3;
    this.name = name;
    this.directory = directory;
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void finish(String manifest, LongConsumer stored) {
    if (store.manifest(name).isPresent()) {
      return;
    }
    SortedMap<String, Long> files = files();
    requireAll(files, manifest);
    if (send(files, stored)) {
      place(new Placed(attempt, new TreeSet<>(files.keySet())).into(manifest));
    }
    if (sent == Sent.MANIFEST) {
      quietly("what other attempts left", () -> store.clearBeside(name, own()));
    }
  }

  private SortedMap<String, Long> files() {
    return LocalFiles.doing(
        "read " + directory,
        () -> {
          SortedMap<String, Long> files = new TreeMap<>();
          for (Path file : Directories.files(directory)) {
            files.put(file.getFileName().toString(), Files.size(file));
          }
          return files;
        });
  }

  /** The next attempt removes our directory if it is made on the same machine. */
  private void requireAll(SortedMap<String, Long> files, String manifest) {
    if (!Placed.named(manifest).orElse(new TreeSet<>(files.keySet())).equals(files.keySet())) {
      throw new StoreFailure(
          "somebody else wrote to or removed from " + directory + " meanwhile", false, null);
    }
  }

  /**
   * @return false where another attempt was faster
   */
  private boolean send(SortedMap<String, Long> files, LongConsumer stored) {
    sent = Sent.FILES;
    AtomicLong there = new AtomicLong();
    List<Runnable> each = new ArrayList<>();
    for (String file : files.keySet()) {
      each.add(
          () ->
              s3.put(
                  own() + file,
                  directory.resolve(file),
                  bytes -> stored.accept(there.addAndGet(bytes))));
    }
    try {
      Together.all(each);
      requireSent(files);
      return true;
    } catch (StoreFailure e) {
      // a faster one clears away what others send
      if (isWholeNow()) {
        log.info("another attempt at {} was faster: {}", store.location(name), e.getMessage());
        return false;
      }
      throw e;
    }
  }

  private void requireSent(SortedMap<String, Long> files) {
    SortedMap<String, Long> there = new TreeMap<>();
    s3.list(own())
        .forEach(item -> there.put(item.key().substring(own().length()), item.sizeBytes()));
    if (!there.equals(files)) {
      throw new StoreFailure(
          "somebody else wrote to or removed from " + store.location(name) + " meanwhile",
          false,
          null);
    }
  }

  private boolean isWholeNow() {
    try {
      return s3.hurried().text(store.manifestKey(name)).isPresent();
    } catch (StoreFailure e) {
      return false;
    }
  }

  /**
   * A storage that knows no condition may be told by its answer, or writes over what stands there.
   * Hence it is looked before and afterwards; also because an answer that was lost makes our own
   * manifest stand in our way.
   */
  private void place(String manifest) {
    String key = store.manifestKey(name);
    sent = Sent.MANIFEST;
    try {
      if (store.manifest(name).isEmpty()
          && s3.putNew(key, manifest) == S3.Placing.CONDITION_UNKNOWN
          && store.manifest(name).isEmpty()) {
        s3.put(key, manifest);
      }
    } catch (StoreFailure e) {
      // refused is not there; what had no answer may still arrive, and must find its files then
      sent = e.isForGood() ? Sent.FILES : Sent.MANIFEST;
      throw e;
    }
    Optional<String> there = store.manifest(name);
    sent = there.filter(this::isOurs).isPresent() ? Sent.MANIFEST : Sent.FILES;
    if (there.isEmpty()) {
      throw new StoreFailure(
          "somebody removed " + store.location(name) + " meanwhile", false, null);
    }
  }

  private boolean isOurs(String manifest) {
    return Placed.of(manifest).below().equals(attempt);
  }

  private String own() {
    return store.folder(name) + attempt + "/";
  }

  @Override
  public void close() {
    LocalFiles.removeOrSay(directory);
    if (sent == Sent.FILES) {
      quietly("what was sent", this::removeOwn);
    }
  }

  /** Also by a thread that was told to stop: what lies there is in nobody's way, but costs. */
  private void removeOwn() {
    boolean isInterrupted = Thread.interrupted();
    try {
      S3 once = s3.hurried();
      List<Runnable> each = new ArrayList<>();
      once.list(own()).forEach(item -> each.add(() -> once.delete(item.key())));
      each.add(() -> once.abortUploads(own()));
      Together.allTheSame(each);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The backup is whole without it, or another failure is the one to be told. */
  private void quietly(String what, Runnable deed) {
    try {
      deed.run();
    } catch (StoreFailure | IllegalStateException e) {
      log.warn("{} at {} stays until the next tidying: {}", what, own(), e.getMessage());
    }
  }
}
