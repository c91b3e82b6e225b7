package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.activities.database.Gauge;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.BackupConfig;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The app's role writes functions that our role, which may more, would run without knowing. */
class ForeignCodeTest extends WithPostgres {
  private static final BackupConfig BACKUP = new BackupConfig("auto", "unused", 1, 1);
  private PostgresDatabases databases;
  private AppConfig app;

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(TestApps.database(postgres.port()), BACKUP);
    databases = new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in());
    postgres.application(
        "CREATE TABLE public.ran (as_role name)",
        "GRANT INSERT ON public.ran TO PUBLIC",
        "CREATE FUNCTION public.trap() RETURNS text LANGUAGE plpgsql AS"
            + " $$ BEGIN INSERT INTO public.ran VALUES (current_user); RETURN 'yes'; END $$");
  }

  private List<String> ran() throws Exception {
    return postgres.query("keeper", "SELECT as_role FROM public.ran");
  }

  @Test
  void whatWeCallIsTheServers() throws Exception {
    postgres.application(
        "CREATE FUNCTION public.current_setting(text) RETURNS text LANGUAGE sql AS"
            + " 'SELECT public.trap()'",
        "CREATE FUNCTION public.current_setting(text, boolean) RETURNS text LANGUAGE sql AS"
            + " 'SELECT public.trap()'",
        "CREATE FUNCTION public.quote_ident(name) RETURNS text LANGUAGE sql AS"
            + " 'SELECT public.trap()'",
        "CREATE FUNCTION public.count(bigint) RETURNS text LANGUAGE sql AS 'SELECT public.trap()'",
        "ALTER DATABASE keeper SET search_path = public, pg_catalog");

    databases.facts(app);
    databases.troubles(app);
    databases.filledTables(app, List.of("alembic_version"));
    databases.tableExists(app, "plain");
    databases.fingerprint(app, Gauge.NONE);
    assertThat(ran()).isEmpty();
  }

  @Test
  void aQuestionInTheAppsNamesChangesNothing() throws Exception {
    postgres.application(
        "CREATE VIEW public.version AS SELECT public.trap() AS version_num",
        "CREATE FUNCTION public.unlocked() RETURNS text LANGUAGE plpgsql AS"
            + " $$ BEGIN PERFORM set_config('default_transaction_read_only', 'off', false);"
            + " PERFORM set_config('transaction_read_only', 'off', true);"
            + " RETURN public.trap(); END $$");

    assertThatThrownBy(() -> databases.query(app, "SELECT version_num FROM version"))
        .hasMessageContaining("read-only transaction");
    assertThatThrownBy(() -> databases.query(app, "SELECT public.unlocked()"))
        .hasMessageContaining("read-write");
    assertThat(ran()).isEmpty();
  }

  @Test
  void aQuestionIsAskedWhereTheAppLooks() throws Exception {
    postgres.application(
        "CREATE SCHEMA harbor",
        "CREATE TABLE harbor.berth AS SELECT 7 AS number",
        "ALTER DATABASE keeper SET search_path = harbor, public");

    assertThat(databases.query(app, "SELECT number FROM berth")).containsExactly("7");
    assertThat(databases.tableExists(app, "berth")).isTrue();
  }
}
