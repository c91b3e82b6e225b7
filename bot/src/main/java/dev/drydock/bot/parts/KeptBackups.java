package dev.drydock.bot.parts;

import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.database.store.Room;
import dev.drydock.activities.database.store.Stores;
import dev.drydock.bot.cli.KeptBackup;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Secrets;
import java.time.Duration;
import java.util.List;

/** What runs have left of apps' databases, and where it lies. */
public final class KeptBackups {
  private static final Duration TRIED_FOR = Duration.ofSeconds(5);

  private final Engines engines;
  private final Secrets secrets;

  public KeptBackups(Engines engines, Secrets secrets) {
    this.engines = engines;
    this.secrets = secrets;
  }

  public List<KeptBackup> of(AppConfig app) {
    return engines.of(app).leftovers(app).stream()
        .map(
            left ->
                new KeptBackup(
                    left.name(),
                    left.kind(),
                    left.run(),
                    left.location(),
                    left.taken(),
                    left.until(),
                    left.sizeBytes()))
        .toList();
  }

  /**
   * @return false where there is none of that name
   */
  public boolean drop(AppConfig app, String name) {
    return engines.of(app).drop(app, name);
  }

  /** Writes, reads and removes a small file where the app's backups lie. */
  public void tryOut(AppConfig app) {
    new Stores(secrets, TRIED_FOR).of(app.backup()).tryOut();
  }

  /** Where the app's backups lie, and the room to make one, in words. */
  public String room(AppConfig app) {
    BackupStore store = new Stores(secrets).of(app.backup());
    return store.location("")
        + ", "
        + Room.size(Room.usableBytes(store.room()))
        + " free in "
        + store.room();
  }
}
