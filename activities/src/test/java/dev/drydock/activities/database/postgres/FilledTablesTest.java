package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.config.AppConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilledTablesTest extends WithPostgres {
  @Test
  void onlyTablesWithRowsThatNobodyElseAccountsFor() throws Exception {
    postgres.freshKeeper();
    postgres.application("CREATE TABLE hollow (id int)");
    AppConfig app = TestApps.keeper(postgres.port(), Path.of("unused"));
    try (PostgresDatabases databases =
        new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in())) {
      assertThat(databases.filledTables(app, List.of("keeper_version", "it's")))
          .containsExactly("public.build", "public.document", "public.plain");
      assertThat(databases.filledTables(app, List.of("build", "document", "plain")))
          .containsExactly("public.keeper_version");
    }
  }
}
