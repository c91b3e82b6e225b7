package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.config.AppConfig;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of change that a fingerprint promises to see, one after the other in one database, as
 * a role that is no superuser.
 */
class KindsOfChangeTest extends WithPostgres {
  private static final Pattern SINCE = Pattern.compile("\\[(\\d+)] (.*)");
  private static AppConfig app;
  private static PostgresDatabases databases;
  private static Fingerprint last;

  @BeforeAll
  static void start() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), Path.of("unused"));
    databases = new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in());
    Path spare = Files.createTempDirectory("drydock-spare");
    spare.toFile().setWritable(true, false);
    String owner = postgres.query("postgres", "SHOW data_directory").get(0);
    Files.setAttribute(spare, "unix:uid", Files.getAttribute(Path.of(owner), "unix:uid"));
    postgres.superuser("postgres", "CREATE TABLESPACE spare LOCATION '" + spare + "'");
    postgres.superuser("keeper", "GRANT CREATE ON SCHEMA public TO drydock");
    for (String[] parts : lines().filter(parts -> parts.length > 2).toList()) {
      run(parts[2]);
    }
    last = databases.fingerprint(app);
  }

  /** A change, what must be named, and what has to be there before. */
  private static Stream<String[]> lines() throws Exception {
    try (InputStream in =
        KindsOfChangeTest.class.getResourceAsStream("/database/kinds-of-change.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .flatMap(KindsOfChangeTest::known)
          .map(line -> line.split(" => "));
    }
  }

  /** What this server knows. */
  private static Stream<String> known(String line) {
    Matcher since = SINCE.matcher(line);
    if (!since.matches()) {
      return Stream.of(line);
    }
    boolean isKnown = postgres.major() >= Integer.parseInt(since.group(1));
    return isKnown ? Stream.of(since.group(2)) : Stream.empty();
  }

  static Stream<Arguments> kinds() throws Exception {
    return lines().map(parts -> Arguments.of(parts[0], parts[1]));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isSeenAndNamed(String change, String named) throws Exception {
    Fingerprint then = last;
    run(change);
    last = databases.fingerprint(app);
    assertThat(last.digest()).isNotEqualTo(then.digest());
    assertThat(databases.differences(then, last)).contains(named);
  }

  private static void run(String sql) throws Exception {
    if (sql.startsWith("!")) {
      postgres.superuser("keeper", sql.substring(1));
    } else {
      postgres.application(sql);
    }
  }
}
