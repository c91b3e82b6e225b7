package dev.drydock.activities.database.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this machine's disk says, in words. */
final class LocalFiles {
  private static final Logger log = LoggerFactory.getLogger(LocalFiles.class);

  private LocalFiles() {}

  /** Something that is done with files. */
  @FunctionalInterface
  interface Deed<T> {
    T run() throws IOException;
  }

  /**
   * @param what {@code write to /backups}
   */
  static <T> T doing(String what, Deed<T> deed) {
    try {
      return deed.run();
    } catch (AccessDeniedException e) {
      throw new StoreFailure("may not " + what + ": " + e.getMessage() + " is denied", true, e);
    } catch (IOException e) {
      throw new StoreFailure("cannot " + what + ": " + e.getMessage(), false, e);
    }
  }

  /** What attempts at a backup left in the directory in which it was made. */
  static void removePartial(Path directory, String name) {
    doing(
        "remove what is half made in " + directory,
        () -> {
          Directories.removePartial(directory, name);
          return null;
        });
  }

  /** A directory with all that is in it; where it cannot be removed, the log says so. */
  static void removeOrSay(Path directory) {
    try {
      Directories.remove(directory);
    } catch (IOException e) {
      log.warn("{} stays: {}", directory, e.getMessage());
    }
  }

  /** Writes a small file there, reads it and removes it. */
  static void tryOut(Path directory) {
    doing(
        "write to " + directory,
        () -> {
          Path file = directory.resolve(".drydock-doctor-" + UUID.randomUUID());
          try {
            Files.writeString(file, "drydock");
            return Files.readString(file);
          } finally {
            Files.deleteIfExists(file);
          }
        });
  }
}
