package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.book.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What stands in {@code drydock.json} of a whole dump; no secret. What is null in dumps of before
 * it was written is said so.
 *
 * @param tool {@code pg_dump 16.3}
 * @param checksum {@code sha256:...} over the names, sizes and checksums of {@code files}; where
 *     they are null over each file's name and content, in order of names
 * @param fingerprint of the database at a seal; null for a dump taken while it is written to
 * @param settings only in dumps of before they had a file of their own; else null
 * @param serverVersion of the server that was dumped; may be null
 * @param databaseBytes of the database that was dumped; 0 where it is not known
 * @param taken when it was whole; may be null
 * @param until it is kept at least so long; may be null
 * @param moment that it holds; may be null
 * @param files each file of the dump by its name; may be null
 */
record DumpManifest(
    String run,
    DatabaseId database,
    String tool,
    String checksum,
    long sizeBytes,
    Fingerprint fingerprint,
    Settings settings,
    String serverVersion,
    long databaseBytes,
    Instant taken,
    Instant until,
    Moment moment,
    SortedMap<String, DumpFile> files) {

  /**
   * @param checksum {@code sha256:...} of its content
   */
  record DumpFile(long sizeBytes, String checksum) {}

  /**
   * What the server's snapshot holds is in the dump, and nothing else is.
   *
   * @param snapshot {@code xmin:xmax:xip_list}
   */
  record Moment(Instant at, String snapshot) {}

  /** Empty where there is no whole dump of that name. */
  static Optional<DumpManifest> find(BackupStore store, String name) {
    return store.manifest(name).map(json -> Json.convert(Json.read(json), DumpManifest.class));
  }

  Backup backup(String at) {
    return new Backup("pg_dump", at, sizeBytes, checksum);
  }

  boolean isSeal() {
    return fingerprint != null;
  }
}
