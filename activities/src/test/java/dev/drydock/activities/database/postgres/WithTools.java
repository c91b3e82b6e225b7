package dev.drydock.activities.database.postgres;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** One server for all tests of a class, and the client tools of its own version. */
abstract class WithTools {
  static Path bin;
  static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() throws Exception {
    bin = DebianPostgres.bin();
    postgres = DebianPostgres.start(bin);
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }
}
