package dev.drydock.activities.database.store;

import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.BackupConfig;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Stores of the tests, and small backups in them: three files, each full of one word. */
final class TestStores {
  static final Secrets SECRETS = ref -> ((SecretRef.Env) ref).name() + "-secret";
  static final String NAME = "keeper-41";

  private TestStores() {}

  /**
   * @param port of the server, or of something before it
   * @param room of its own for each machine
   */
  static BackupStore at(int port, String prefix, Path room) {
    return new Stores(SECRETS, Duration.ofSeconds(1))
        .of(
            new BackupConfig(
                "auto",
                room.toString(),
                1,
                1,
                BackupConfig.RETENTION,
                S3Server.config("backups", prefix, port)));
  }

  static Map<String, String> files(String word) {
    return new TreeMap<>(Map.of("a.dat", word, "b.dat", word, "c.dat", word));
  }

  static String manifest(String word) {
    return Json.write(Map.of("run", word, "files", files(word)));
  }

  static void fill(BackupStore.Draft draft, String word) throws Exception {
    for (String file : files(word).keySet()) {
      Files.writeString(draft.directory().resolve(file), word);
    }
  }

  static void make(BackupStore store, String word) throws Exception {
    try (BackupStore.Draft draft = store.begin(NAME)) {
      fill(draft, word);
      draft.finish(manifest(word), bytes -> {});
    }
  }

  /** The word of its manifest. */
  static String word(BackupStore store) {
    return Json.read(store.manifest(NAME).orElseThrow()).path("run").asText();
  }

  static SortedMap<String, String> fetched(BackupStore store) throws Exception {
    SortedMap<String, String> files = new TreeMap<>();
    try (BackupStore.Local local = store.fetch(NAME, bytes -> {})) {
      for (Path file : Directories.files(local.directory())) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  static long uploads(S3Server server, String prefix) {
    return new S3(
            server.config(prefix),
            new S3Clients().of(server.config(prefix), SECRETS),
            Duration.ofSeconds(1))
        .uploads(prefix + "/")
        .size();
  }
}
