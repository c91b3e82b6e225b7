package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.activities.ledger.sql.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside what the server itself says to a role that is no superuser. */
class UntrustedExtensionsTest extends WithTools {
  @TempDir Path directory;

  @Test
  void thoseAreNamedThatOurRoleMayNotCreate() throws Exception {
    postgres.freshKeeper();
    postgres.superuser("postgres", "GRANT CREATE ON DATABASE keeper TO drydock");
    try (Connection drydock = postgres.connect("keeper", "drydock", "drydock-secret");
        Connection superuser = postgres.connect("keeper", "postgres", "")) {
      assertThat(UntrustedExtensions.of(drydock)).isEmpty();
      Sql.run(drydock, "CREATE EXTENSION pgcrypto");
      assertThat(UntrustedExtensions.of(drydock)).isEmpty();
      for (String name : new String[] {"pageinspect", "amcheck"}) {
        assertThatThrownBy(() -> Sql.run(drydock, "CREATE EXTENSION " + name))
            .hasMessageContaining("permission denied to create extension");
        Sql.run(superuser, "CREATE EXTENSION " + name);
      }
      assertThat(UntrustedExtensions.of(drydock)).containsExactly("amcheck", "pageinspect");
      assertThat(UntrustedExtensions.of(superuser)).isEmpty();
    }
    PostgresDatabases databases =
        new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in(bin));
    assertThat(databases.facts(TestApps.keeper(postgres.port(), directory)).notes())
        .as("told in the plan")
        .anyMatch(note -> note.endsWith("in the empty database: amcheck, pageinspect"));
  }
}
