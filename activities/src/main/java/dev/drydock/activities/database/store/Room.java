package dev.drydock.activities.database.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Room on this machine's disks. */
public final class Room {
  private static final long MEGABYTE = 1_000_000;

  private Room() {}

  /** What a process of ours may still write there; the directory itself need not be there yet. */
  public static long usableBytes(Path directory) {
    Path existing = existing(directory);
    return LocalFiles.doing(
        "look at " + existing, () -> Files.getFileStore(existing).getUsableSpace());
  }

  /** The directory, or where it is not there yet the next one above it. */
  static Path existing(Path directory) {
    Path there = directory.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  /**
   * @param why {@code to fetch s3://...}
   */
  static void require(Path directory, long needBytes, String why) {
    long usable = usableBytes(directory);
    if (usable < needBytes) {
      throw new StoreFailure(
          directory + " has " + size(usable) + " free, and needs " + size(needBytes) + " " + why,
          true,
          null);
    }
  }

  /** {@code 412 MB}. */
  public static String size(long bytes) {
    return bytes < 10 * MEGABYTE
        ? String.format(Locale.ROOT, "%.1f MB", bytes / (double) MEGABYTE)
        : bytes / MEGABYTE + " MB";
  }
}
