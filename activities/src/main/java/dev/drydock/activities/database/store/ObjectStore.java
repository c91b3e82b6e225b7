package dev.drydock.activities.database.store;

import dev.drydock.activities.database.Attempt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Storage that speaks S3. A backup is made, and fetched, in a directory of this machine that needs
 * room for all of it.
 *
 * <p>Below its name lie {@code drydock.json} and the files of each attempt at it, below a prefix of
 * the attempt's own: {@code keeper-41/ATTEMPT/toc.dat}. The manifest tells which of them counts
 * ({@link Placed}). Backups of before have their files beside the manifest.
 */
final class ObjectStore implements BackupStore {
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
    return s3.text(manifestKey(name));
  }

  @Override
  public List<String> names() {
    return all().stream().filter(name -> manifest(name).isPresent()).toList();
  }

  @Override
  public List<String> halfMade() {
    SortedSet<String> names = new TreeSet<>();
    names.addAll(LocalFiles.doing("list " + room, () -> Directories.partial(room)));
    s3.uploads(base()).stream()
        .map(key -> key.substring(base().length()))
        .filter(key -> key.contains("/"))
        .forEach(key -> names.add(key.substring(0, key.indexOf('/'))));
    // what others keep here has no manifest, and is not listed
    all().stream()
        .filter(name -> manifest(name).isEmpty() || !left(name).isEmpty())
        .forEach(names::add);
    return List.copyOf(names);
  }

  private List<String> all() {
    return s3.folders(base()).stream().sorted().toList();
  }

  /**
   * Keys under the name that belong to no whole backup. The manifest is looked at last: it may have
   * been written meanwhile, and what it names is not left over then.
   */
  private List<String> left(String name) {
    List<String> keys = s3.list(folder(name)).stream().map(S3.Item::key).toList();
    Optional<Placed> whole = manifest(name).map(Placed::of);
    int from = folder(name).length();
    return keys.stream()
        .filter(key -> !key.equals(manifestKey(name)))
        .filter(key -> whole.isEmpty() || whole.get().isOfAnother(key.substring(from)))
        .toList();
  }

  @Override
  public void removeHalfMade(String name) {
    removeLeft(name);
    LocalFiles.removePartial(room, name);
  }

  private void removeLeft(String name) {
    delete(left(name));
    s3.abortUploads(folder(name));
  }

  /**
   * Clears away what slower attempts sent, beside a backup that is whole. One of them may be about
   * to write its manifest: where the storage would let it stand in place of the one that is there,
   * all stays until the next tidying.
   *
   * @param own prefix of keys of the attempt that won
   */
  void clearBeside(String name, String own) {
    s3.abortUploads(own);
    boolean isAlone = left(name).isEmpty() && s3.uploads(folder(name)).isEmpty();
    if (!isAlone && keepsTheCondition(own + ".condition")) {
      removeLeft(name);
    }
  }

  private boolean keepsTheCondition(String key) {
    s3.put(key, "");
    try {
      return s3.putNew(key, "") == S3.Placing.TAKEN;
    } finally {
      s3.delete(key);
    }
  }

  @Override
  public Draft begin(String name) {
    // asked for what is wrong with the storage, before there is a dump to send
    manifest(name);
    return new ObjectDraft(this, s3, name, fresh(name));
  }

  @Override
  public Local fetch(String name, LongConsumer fetched) {
    Placed placed =
        manifest(name)
            .map(Placed::of)
            .orElseThrow(
                () -> new StoreFailure("there is no backup in " + location(name), true, null));
    String prefix = folder(name) + placed.prefix();
    List<S3.Item> items =
        s3.list(prefix).stream()
            .filter(item -> placed.holds(item.key().substring(prefix.length())))
            .toList();
    long size = items.stream().mapToLong(S3.Item::sizeBytes).sum();
    Fetched files = new Fetched(fresh(name + "-fetched"));
    try {
      Room.require(room, size, "to fetch " + location(name));
      AtomicLong here = new AtomicLong();
      List<Runnable> each = new ArrayList<>();
      for (S3.Item item : items) {
        Path to = files.directory().resolve(item.key().substring(prefix.length()));
        each.add(() -> s3.fetch(item, to, bytes -> fetched.accept(here.addAndGet(bytes))));
      }
      Together.all(each);
      return files;
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  @Override
  public void remove(String name) {
    List<String> keys = s3.list(folder(name)).stream().map(S3.Item::key).toList();
    if (keys.contains(manifestKey(name))) {
      s3.delete(manifestKey(name));
    }
    delete(keys);
    s3.abortUploads(folder(name));
    LocalFiles.removePartial(room, name);
  }

  @Override
  public Path room() {
    return room;
  }

  @Override
  public void tryOut() {
    LocalFiles.tryOut(Room.existing(room));
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
    Together.all(keys.stream().<Runnable>map(key -> () -> s3.delete(key)).toList());
  }

  private Path fresh(String name) {
    return LocalFiles.doing(
        "write to " + room, () -> Directories.fresh(room, name, Attempt.begun()));
  }

  private String base() {
    String prefix = s3.config().prefix();
    return prefix.isEmpty() ? "" : prefix + "/";
  }

  String folder(String name) {
    return base() + name + "/";
  }

  String manifestKey(String name) {
    return folder(name) + MANIFEST;
  }

  private record Fetched(Path directory) implements Local {
    @Override
    public void close() {
      LocalFiles.removeOrSay(directory);
    }
  }
}
