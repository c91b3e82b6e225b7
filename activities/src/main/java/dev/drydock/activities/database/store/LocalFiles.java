package dev.drydock.activities.database.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** What this machine's disk says, in words. */
final class LocalFiles {
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
