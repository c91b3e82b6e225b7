package dev.drydock.bot.parts;

import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.database.store.Room;
import dev.drydock.activities.database.store.Stores;
import dev.drydock.bot.cli.KeptBackup;
import dev.drydock.bot.cli.Office;
import dev.drydock.bot.desk.Caller;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Secrets;
import java.time.Duration;
import java.util.List;

/** What runs have left of apps' databases, and where it lies. */
public final class KeptBackups {
  private static final Duration TRIED_FOR = Duration.ofSeconds(5);

  private final Engines engines;
  private final Secrets secrets;
  private final Handwork handwork;

  public KeptBackups(Engines engines, Secrets secrets, Handwork handwork) {
    this.engines = engines;
    this.secrets = secrets;
    this.handwork = handwork;
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

  /** Removes what a person was shown, once it is recorded. */
  public Office.Dropped drop(AppConfig app, KeptBackup shown, Caller by) {
    String what =
        shown.kind() + " " + shown.name() + " of run " + shown.run() + " at " + shown.location();
    boolean isRecorded = handwork.record(shown.run(), by, "drop", what);
    return new Office.Dropped(engines.of(app).drop(app, shown.name()), isRecorded);
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
