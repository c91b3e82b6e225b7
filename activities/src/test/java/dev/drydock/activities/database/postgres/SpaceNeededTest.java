package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.database.store.Counter;
import dev.drydock.activities.database.store.S3Server;
import dev.drydock.activities.database.store.Stores;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the plan finds out about the place of a dump before anything is touched. */
class SpaceNeededTest {
  private static final long DATABASE_BYTES = 5_000_000;

  @TempDir Path directory;

  /** It lists what is there, so that reading alone tells nothing. */
  @Test
  void aStorageThatMayOnlyBeReadIsRefusedInThePlan() throws Exception {
    try (S3Server server = S3Server.start();
        Counter counter = Counter.before(server)) {
      AppConfig app =
          TestApps.keeper(
              TestApps.database(1),
              TestApps.backup(
                  directory,
                  Duration.ofDays(14),
                  S3Server.config("backups", "plan", counter.port())));
      BackupStore store = new Stores(TestPostgres.SECRETS, Duration.ofSeconds(1)).of(app.backup());
      SpaceNeeded.requireForDump(app, store, DATABASE_BYTES);
      assertThat(server.keys("plan")).isEmpty();
      counter.by(
          (request, pass) ->
              request.method().equals("PUT")
                  ? Counter.refusal(403, "AccessDenied", "Access Denied")
                  : pass.on());
      assertThat(store.names()).isEmpty();
      assertThatThrownBy(() -> SpaceNeeded.requireForDump(app, store, DATABASE_BYTES))
          .hasMessageContaining(Failures.REFUSED)
          .hasMessageContaining("the dump would fail: cannot write plan/")
          .hasMessageContaining("says 403 AccessDenied: these keys need")
          .hasMessageContaining("s3:PutObject");
    }
  }
}
