package dev.drydock.activities.database.postgres;

import dev.drydock.workflows.Seal;
import dev.drydock.workflows.config.AppConfig;
import java.util.Optional;

/** A way to keep the database as it is at the take-down. Each call may be repeated. */
interface Keeping {
  /** What an earlier attempt kept. */
  Optional<Seal> sealed(AppConfig app, String run);

  /** Keeps it; nobody else is on the database. */
  Seal seal(AppConfig app, String run);

  /** Sees to it that the run's copy stands complete beside the app's database. */
  void unpack(AppConfig app, String run, Seal seal);
}
