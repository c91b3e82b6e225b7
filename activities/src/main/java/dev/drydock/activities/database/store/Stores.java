package dev.drydock.activities.database.store;

import dev.drydock.workflows.config.BackupConfig;
import dev.drydock.workflows.config.S3Config;
import dev.drydock.workflows.config.Secrets;
import java.nio.file.Path;
import java.time.Duration;

/** The store that a configuration names, with the secrets of now. */
public final class Stores {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final S3Clients clients = new S3Clients();
  private final Secrets secrets;
  private final Duration patience;

  public Stores(Secrets secrets) {
    this(secrets, PATIENCE);
  }

  /**
   * @param patience how long a server that does not answer is asked again, each time anew
   */
  public Stores(Secrets secrets, Duration patience) {
    this.secrets = secrets;
    this.patience = patience;
  }

  public BackupStore of(BackupConfig config) {
    Path directory = Path.of(config.directory());
    return config.s3() == null
        ? new DirectoryStore(directory)
        : new ObjectStore(s3(config.s3()), directory);
  }

  private S3 s3(S3Config config) {
    return new S3(config, clients.of(config, secrets), patience);
  }
}
