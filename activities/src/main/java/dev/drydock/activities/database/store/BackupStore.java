package dev.drydock.activities.database.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Backups by name: {@code keeper-41}. Each is some files and a manifest, which is written last, so
 * that one without is half made and does not count.
 *
 * <p>Every call throws {@link StoreFailure} in words for a person.
 */
public interface BackupStore {
  String MANIFEST = "drydock.json";

  /** As people find it: a path, or {@code s3://bucket/prefix/keeper-41}. */
  String location(String name);

  /**
   * The text of its manifest, to which the store may have added where the files lie; empty where
   * there is no whole backup of that name.
   */
  Optional<String> manifest(String name);

  /** Those that are whole, in order of their names. */
  List<String> names();

  /**
   * Names under which an attempt that was killed left something, beside a whole backup or without
   * one; a run may still be at work.
   */
  List<String> halfMade();

  /** Removes what attempts left under that name; a whole backup stays as it is. */
  void removeHalfMade(String name);

  /** Begins one; a whole one of that name stays as it is. */
  Draft begin(String name);

  /**
   * Its files on this machine, without the manifest.
   *
   * @param fetched told now and then how many bytes are here; never where they were here before
   */
  Local fetch(String name, LongConsumer fetched);

  /** The manifest first, so that what is half removed is no backup; nothing where there is none. */
  void remove(String name);

  /** The directory on this machine in which backups are made, and fetched to. */
  Path room();

  /** Writes a small file, reads it and removes it. */
  void tryOut();

  /** A backup in the making. Closed before it is finished, nothing of it is left. */
  interface Draft extends AutoCloseable {
    /** Empty at first; its files belong here, on this machine, none in a directory of its own. */
    Path directory();

    /**
     * Makes it whole. Where another attempt was faster, its backup is as good and stays.
     *
     * @param manifest an object in JSON; where it has one called {@code files}, that names all of
     *     the backup's files
     * @param stored told now and then how many bytes are where they belong
     */
    void finish(String manifest, LongConsumer stored);

    @Override
    void close();
  }

  /** Files that are gone from this machine when it is closed, if they were fetched. */
  interface Local extends AutoCloseable {
    Path directory();

    @Override
    void close();
  }
}
