package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.database.Databases;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.config.AppConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fingerprint sees every change it promises to see, and names it. */
class FingerprintsTest extends WithPostgres {
  private AppConfig app;
  private PostgresDatabases databases;

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), Path.of("unused"));
    databases = new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in());
  }

  @Test
  void sameContentSamePrint() throws Exception {
    Fingerprint before = databases.fingerprint(app);
    postgres.application("VACUUM FULL build", "ANALYZE", "UPDATE plain SET v = v");
    Fingerprint now = databases.fingerprint(app);
    assertThat(now).isEqualTo(before);
    assertThat(now.tables()).isEqualTo(4);
    assertThat(now.rows()).isEqualTo(303);
    assertThat(databases.differences(before, now)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "UPDATE build SET name = 'other' WHERE id = 7 > public.build",
        "UPDATE build SET mood = 'busy' WHERE id = 7 > public.build",
        "DELETE FROM plain WHERE id = 3 > public.plain",
        "INSERT INTO plain VALUES (101, 0) > public.plain",
        "UPDATE document SET body = '{\"a\": 2}' WHERE id = 1 > public.document",
        "INSERT INTO document SELECT * FROM document > public.document",
        "UPDATE keeper_version SET version = 'k4' > public.keeper_version",
        "SELECT setval('free', 8, false) > sequence public.free",
        "SELECT nextval('build_id_seq') > sequence public.build_id_seq",
        "ALTER SEQUENCE free INCREMENT 2 > sequence public.free",
        "ALTER TABLE plain ADD COLUMN w int > column public.plain.w",
        "ALTER TABLE plain ALTER v SET DEFAULT 1 > column public.plain.v",
        "CREATE INDEX plain_v ON plain (v) > index public.plain_v",
        "ALTER TABLE plain ADD CHECK (v IS NOT NULL) NOT VALID > constraint public.plain.plain_v_check",
        "CREATE OR REPLACE VIEW named AS SELECT id, upper(name) AS name FROM build > view public.named",
        "GRANT SELECT ON plain TO bot > rights on table public.plain",
        "ALTER TYPE mood ADD VALUE 'sad' > enum public.mood",
        "COMMENT ON TABLE plain IS 'x' > comment table public.plain",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1' > function public.f()",
        "DROP TABLE document > public.document"
      })
  void oneChangeIsSeenAndNamed(String change, String named) throws Exception {
    Fingerprint before = databases.fingerprint(app);
    postgres.application(change);
    Fingerprint now = databases.fingerprint(app);
    assertThat(now.digest()).isNotEqualTo(before.digest());
    assertThat(databases.differences(before, now)).contains(named);
  }

  @Test
  void oneOfAnotherVersionIsNotCompared() {
    String json = "{'schema':{},'tables':{'t':{'count':1,'sum':'2'}},'sequences':{}}";
    Content old = Content.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    Content now =
        new Content(Content.FORM, null, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    assertThat(old.differences(now))
        .singleElement()
        .asString()
        .contains("another version of Drydock");
  }

  @Test
  void oneFromALostLedgerDiffersWithoutDetails() throws Exception {
    Fingerprint before = databases.fingerprint(app);
    postgres.application("DELETE FROM build WHERE id = 1");
    Databases anew =
        new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in());
    assertThat(anew.differences(before, anew.fingerprint(app)))
        .singleElement()
        .asString()
        .contains("not in this ledger");
  }
}
