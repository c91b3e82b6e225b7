package dev.drydock.bot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row turns one right line of a right file into a wrong one. */
class ConfigErrorsTest {
  private static final String RIGHT =
      """
      ledger: {url: "jdbc:postgresql://l.example:5432/drydock", user: drydock, password: {env: L}}
      slack: {channel: C0123, botToken: {env: B}, appToken: {env: A}}
      people: {ana: {slack: U0ANA, login: ana}, ben: {slack: U0BEN}}
      approvers: {people: [ana, ben]}
      apps:
        keeper:
          image: registry.example/keeper:{version}
          database: {host: db.example, name: keeper, user: owner, password: {env: K}}
          schema: {tool: alembic}
          gates: [{before: take-down, approvals: 2, expires: 12h}]
          limits: {upgrade: 2h}
      """;

  @Test
  void acceptsTheRightFile() {
    assertThat(errors(RIGHT)).isEmpty();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      approvals: 2     | approvals: two  | 10:44: apps.keeper.gates[0].approvals: is "two"; must be a whole number, at least 1, at most 20
      approvals: 2     | approvals: 0    | 10:44: apps.keeper.gates[0].approvals: is 0; must be a whole number, at least 1, at most 20
      approvals: 2     | approvals: 3    | 10:44: apps.keeper.gates[0].approvals: is 3; approvers lists only 2 people and no group
      approvals: 2     | aprovals: 2     | 10:33: apps.keeper.gates[0].aprovals: unknown key; did you mean "approvals"?
      before: take-down| before: verify  | 10:22: apps.keeper.gates[0].before: is "verify"; must be one of backup, take-down, upgrade, bring-up
      expires: 12h     | expires: soon   | 10:56: apps.keeper.gates[0].expires: is "soon"; must be text like 1h30m
      expires: 12h     | expires: 0s     | 10:56: apps.keeper.gates[0].expires: is "0s"; must be a time like 1h30m
      upgrade: 2h      | upgrade: 2h, upgrade: 3h | 11:27: apps.keeper.limits.upgrade: stands here a second time; first on line 11
      upgrade: 2h      | upgrade: !!java.net.URL x | 11:23: tag !!java.net.URL is not allowed; write the plain value
      keeper:{version} | keeper:1.0      | 7:12: apps.keeper.image: is "registry.example/keeper:1.0"; must be text like registry.example/keeper:{version}
      {env: K}         | hunter2         | 8:71: apps.keeper.database.password: must not hold the secret itself; write where it is: {env: KEEPER_DATABASE_PASSWORD}, {file: /path} or {secret: namespace/name/key}
      {env: K}         | {env: K, file: /x} | 8:71: apps.keeper.database.password: names 2 places; must name exactly one of env, file, secret
      {env: K}         | {secret: keeper-db} | 8:80: apps.keeper.database.password.secret: is "keeper-db"; must be text like keeper/keeper-db/password
      host: db.example | engine: mysql, host: db.example | 8:24: apps.keeper.database.engine: is "mysql"; must be one of postgres
      host: db.example | host: db.example, sslMode: verify-full | 8:5: apps.keeper.database: "sslRootCert" is missing; sslMode verify-full needs it
      host: db.example | host: db.example, sslRootCert: /ca.pem | 8:5: apps.keeper.database: "sslMode" is missing; sslRootCert needs it
      host: db.example | host: db.example, sslMode: full | 8:43: apps.keeper.database.sslMode: is "full"; must be one of disable, allow, prefer, require, verify-ca, verify-full
      tool: alembic    | tool: commands  | 9:5: apps.keeper.schema: "commands" is missing; tool commands needs it
      tool: alembic    | tool: alembik   | 9:20: apps.keeper.schema.tool: is "alembik"; must be one of liquibase, alembic, flask-migrate, commands
      tool: alembic    | tool: commands, commands: {target: [a], upgrade: [b]} | 9:30: apps.keeper.schema.commands: "versionQuery" is missing; must be text like select version from schema_version
      appToken: {env: A} | port: 3000    | 2:1: slack: "appToken" is missing; mode socket needs it
      [ana, ben]       | [ana, bem]      | 4:27: approvers.people[1]: is "bem", nobody's id; did you mean "ben"?
      [ana, ben]       | []              | 10:13: apps.keeper.gates[0]: nobody may approve: approvers is empty; name people or groups there
      slack: U0BEN     | slack: U0ANA    | 3:56: people.ben.slack: is "U0ANA"; that is already ana, one person has one id
      slack: U0BEN     | slack: ben      | 3:56: people.ben.slack: is "ben"; must be text like U0123ABCD
      user: drydock,   | reader: r, user: drydock, | 1:1: ledger: "readerPassword" is missing; reader needs it
      {tool: alembic}  | {tool: alembic  | 10:10: not YAML: expected ',' or '}', but got :, while parsing a flow mapping
      """)
  void tellsPlaceValueAndWhatWouldBeRight(String right, String wrong, String message) {
    assertThat(RIGHT).contains(right);

    assertThat(errors(RIGHT.replaceFirst(java.util.regex.Pattern.quote(right), wrong)))
        .contains("drydock.yaml:" + message);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      {to: backups}                           | 12:18: apps.keeper.backup.to: is "backups"; must be text like s3://backups/drydock
      {to: "s3://b/x"}                        | "region" is missing; s3 without an endpoint needs it
      {s3: {region: a}}                       | apps.keeper.backup.s3: belongs to backup.to: s3://bucket/prefix
      {to: "s3://backups", s3: {region: a, accessKey: {env: A}}} | "secretKey" is missing; accessKey needs it
      {to: "s3://backups", s3: {region: a, secretKey: {env: A}}} | "accessKey" is missing; secretKey needs it
      {to: "s3://backups", s3: {endpoint: minio}}         | is "minio"; must be text like https://minio.example:9000
      {to: "s3://backups", s3: {region: a, accessKey: AKIA}} | must not hold the secret itself
      {retention: 0s}                         | is "0s"; must be a time like 1h30m
      {retention: 14}                         | apps.keeper.backup.retention: is 14; must be text like 1h30m
      """)
  void tellsWhatIsWrongWithTheBackup(String backup, String message) {
    assertThat(errors(RIGHT + "    backup: " + backup + "\n"))
        .anySatisfy(error -> assertThat(error).contains(message));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      requesters: {people: [bem]} | 12:27: apps.keeper.requesters.people[0]: is "bem", nobody's id; did you mean "ben"?
      operators: {people: [bem]}  | 12:26: apps.keeper.operators.people[0]: is "bem", nobody's id; did you mean "ben"?
      operators: {groups: [dba]}  | 12:26: apps.keeper.operators.groups[0]: is "dba"; must be text like S0123ABCD
      versions: "[0-9"            | 12:15: apps.keeper.versions: is "[0-9"; must be a regular expression: Unclosed character class
      versions: 1                 | 12:15: apps.keeper.versions: is 1; must be text, at most 500 characters like [0-9]+[.][0-9]+[.][0-9]+
      """)
  void tellsWhatIsWrongWithWhoMayAskAndAct(String line, String message) {
    assertThat(errors(RIGHT + "    " + line + "\n")).containsExactly("drydock.yaml:" + message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      {}                                  | are empty; name people or groups there
      {groups: [S0DBA]}                   | name only groups, and there is no slack: to ask for them; name people
      """)
  void somebodyHasToBeThereToResume(String approvers, String message) {
    String nobody =
        RIGHT
            .replace("{people: [ana, ben]}", approvers)
            .replace("[{before: take-down, approvals: 2, expires: 12h}]", "[]")
            .replaceFirst("slack: .*\n", "");
    assertThat(errors(nobody))
        .containsExactly(
            "drydock.yaml:5:3: apps.keeper: nobody may resume a run that needs an operator:"
                + " operators and approvers "
                + message);
    assertThat(errors(nobody + "    operators: {people: [ana]}\n")).isEmpty();
    assertThat(errors(nobody + "operators: {people: [ana]}\n")).isEmpty();
  }

  @Test
  void tellsAllErrorsAtOnceInTheOrderOfTheFile() {
    String wrong =
        RIGHT
            .replace("approvals: 2", "approvals: two")
            .replace("tool:", "toll:")
            .replace("C0123", "general");

    assertThat(errors(wrong))
        .hasSize(4)
        .satisfiesExactly(
            first -> assertThat(first).contains("slack.channel: is \"general\""),
            second -> assertThat(second).contains("\"tool\" is missing"),
            third -> assertThat(third).contains("did you mean \"tool\"?"),
            fourth -> assertThat(fourth).contains("gates[0].approvals"));
  }

  @Test
  void neverShowsASecret() {
    assertThat(errors(RIGHT.replace("{env: K}", "hunter2")).toString()).doesNotContain("hunter2");
  }

  @Test
  void refusesAnAnchorThatContainsItself() {
    assertThat(errors("apps: &a {keeper: *a}\n" + "ledger: {}\n"))
        .anySatisfy(error -> assertThat(error).contains("contains itself"));
  }

  @Test
  void takesAnEmptyFileForOneWithoutTheRequiredKeys() {
    assertThat(errors("# nothing\n"))
        .containsExactly(
            "drydock.yaml:1:1: \"apps\" is missing; must be a mapping with at least one entry",
            "drydock.yaml:1:1: \"ledger\" is missing; must be a mapping");
  }

  private static List<String> errors(String text) {
    ConfigException found =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigFile.parse(Path.of("drydock.yaml"), text));
    return found == null ? List.of() : found.errors().stream().map(ConfigError::toString).toList();
  }
}
