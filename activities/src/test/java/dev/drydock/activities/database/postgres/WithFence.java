package dev.drydock.activities.database.postgres;

import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.FenceWay;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One app, whose database a run holds and has not fenced. */
abstract class WithFence extends WithPostgres {
  static final String RUN = "keeper-41";

  /** All that the fence may touch. */
  static final String OUTSIDE =
      "SELECT concat_ws(' ', datallowconn, datconnlimit, datacl, shobj_description(oid, 'pg_database'),"
          + " (SELECT string_agg(concat(setrole, setconfig), ' ' ORDER BY setrole)"
          + " FROM pg_db_role_setting WHERE setdatabase = d.oid))"
          + " FROM pg_database d WHERE datname = 'keeper'";

  @TempDir Path directory;
  AppConfig app;
  MemoryJournal journal;
  PostgresDatabases databases;

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), directory);
    journal = new MemoryJournal();
    databases = databases(journal);
    databases.claim(app, RUN);
  }

  PostgresDatabases databases(MemoryJournal ofInstallation) {
    return new PostgresDatabases(TestPostgres.SECRETS, ofInstallation, ClientTools.in(directory));
  }

  void fencedBy(FenceWay way) {
    app = TestApps.keeper(app.database().fencedBy(way), app.backup());
  }
}
