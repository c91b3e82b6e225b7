package dev.drydock.sandbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import dev.drydock.activities.Required;
import dev.drydock.activities.database.postgres.DebianPostgres;
import dev.drydock.bot.ScrubbedLines;
import dev.drydock.sandbox.apps.BuiltImage;
import dev.drydock.sandbox.apps.KeeperImages;
import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.canary.ClusterPlace;
import dev.drydock.sandbox.canary.FilesPlace;
import dev.drydock.sandbox.canary.HistoriesPlace;
import dev.drydock.sandbox.canary.LedgerPlace;
import dev.drydock.sandbox.canary.Place;
import dev.drydock.sandbox.canary.SecretSearch;
import dev.drydock.sandbox.canary.SlackPlace;
import dev.drydock.sandbox.demo.Stage;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.Launched;
import dev.drydock.sandbox.world.PostgresServer;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import dev.drydock.workflows.Outcome;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Promise 8, with a secret of its own in every place that holds one, over an upgrade and a
 * roll-back; then all that Drydock writes is searched for each of them.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class SecretsTest {
  private static final String ANA = "U0ANA";
  private static final String BEN = "U0BEN";
  private static final Berth KEEPER = Berth.of("keeper");

  /** Of each role one of its own: {@code canary7drydock4PgPw}. */
  private static String password(String role) {
    return "canary7" + role.replace("_", "") + "4PgPw";
  }

  private static final String PLAIN_ENV = "canary-env/plain+9Zx&\"q\"";
  private static final String NAMED_ENV = "canarySessionTokenValue31";
  private static final String FROM_SECRET = "canaryFromTheSecret77Qy";
  private static final String SETTING = "canaryDatabaseSetting55Lk";
  private static final String TOOL = "canaryOfTheToolItself88Mn";
  private static final String API_KEY = "canaryTemporalApiKey24Vb";

  /** Tells all it knows, as tools do on a bad day: on a good one on its output, and at the end. */
  private static final String TELLS =
      """
      #!/bin/sh
      here=$(dirname "$0")/..
      tell() {
        echo "DEBUG connecting to $DATABASE_URL"
        echo "DEBUG password=$TOOL_PASSWORD session $SESSION_TOKEN and again as $(printf %s "$DATABASE_URL" | base64 | tr -d '\\n')"
        echo "DEBUG header $(printf 'x%s' "$SESSION_TOKEN" | base64 | tr -d '\\n') client_secret: '$TOOL_PASSWORD'"
      }
      tell >&2
      case " $* " in *update-sql*|*update-count-sql*) tell | sed 's/^/-- /' ;; esac
      "$here/libexec/liquibase" "$@"
      code=$?
      if [ "$code" -ne 0 ]; then
        echo "ERROR: cannot log in again as $DATABASE_URL, password=$TOOL_PASSWORD, token $SESSION_TOKEN"
      fi
      exit "$code"
      """;

  @TempDir static Path directory;
  private static World world;
  private static ClusterPlace cluster;
  private static FileAppender<ILoggingEvent> log;
  private static String absent;
  private static Map<String, Object> before;

  @BeforeAll
  static void open() throws Exception {
    Path bin = DebianPostgres.find().orElse(null);
    if (bin == null) {
      absent = DebianPostgres.ABSENT;
      return;
    }
    log = capturedLog(directory.resolve("process.log"));
    DebianPostgres.Running running = DebianPostgres.launch(bin);
    PostgresServer server =
        new PostgresServer(running.port(), running.hba(), running.server(), SecretsTest::password);
    world =
        World.start(
            new Settings(directory.resolve("world"), null, 0, false, List.of(KEEPER), server),
            line -> {});
    Map<String, BuiltImage> images = KeeperImages.build(directory.resolve("images"));
    for (String tag : List.of("1.9.0", "2.0.0")) {
      world.push("registry.sandbox/keeper:" + tag + "-tells", telling(images.get(tag)));
    }
    cluster = new ClusterPlace(world.kubernetes());
  }

  private static BuiltImage telling(BuiltImage image) throws Exception {
    Path tool = image.root().resolve("bin/liquibase");
    Path real = image.root().resolve("libexec/liquibase");
    Files.createDirectories(real.getParent());
    Files.move(tool, real);
    Files.writeString(tool, TELLS);
    assertThat(tool.toFile().setExecutable(true)).isTrue();
    return BuiltImage.of(image.root(), image.env(), image.entrypoint());
  }

  /** As a server's log is written: from INFO, by the encoder of production. */
  private static FileAppender<ILoggingEvent> capturedLog(Path file) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    ScrubbedLines encoder = new ScrubbedLines();
    encoder.setContext(context);
    encoder.setPattern("%d %level %logger %msg%n%ex");
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    return appender;
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
    if (world != null) {
      world.close();
    }
    if (log != null) {
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      root.detachAppender(log);
      root.setLevel(
          null == System.getProperty("drydock.log.level") ? Level.ERROR : root.getLevel());
      log.stop();
    }
  }

  @Test
  void noSecretStandsWhereNoneMay() throws Exception {
    if (absent != null) {
      Required.skipOrFail(absent);
    }
    try (Launched app = world.launch(KEEPER)) {
      giveSecrets(app);
      try (Traffic traffic =
          Traffic.start(app.service(), app.berth().software().users(), Traffic.Options.DEFAULT)) {
        Stage stage = new Stage(world, app, traffic, line -> {});
        String broken = play(stage, "2.0.0-tells", Outcome.ROLLED_BACK);
        assertThat(deployment()).as("exactly as it was").isEqualTo(before);
        String upgraded = play(stage, "1.9.0-tells", Outcome.UPGRADED);
        Path output = commandOutput(broken, upgraded);
        SecretSearch.Report report = search().in(places(output));
        report.lines().forEach(System.out::println);
        assertThat(report.hits()).isEmpty();
        assertThat(report.empty()).as("places in which nothing was searched").isEmpty();
        assertTheSearchFinds(places(output));
      }
    }
  }

  private static void giveSecrets(Launched app) throws Exception {
    world
        .database()
        .execute(
            "postgres",
            "ALTER DATABASE keeper SET app.jwt = '" + SETTING + "'",
            "GRANT SET ON PARAMETER app.jwt TO keeper");
    world
        .kubernetes()
        .secrets()
        .inNamespace("keeper")
        .withName("keeper-db")
        .edit(
            secret -> {
              secret
                  .getData()
                  .put(
                      "tool",
                      Base64.getEncoder().encodeToString(TOOL.getBytes(StandardCharsets.UTF_8)));
              secret
                  .getData()
                  .put(
                      "other",
                      Base64.getEncoder()
                          .encodeToString(FROM_SECRET.getBytes(StandardCharsets.UTF_8)));
              return secret;
            });
    world
        .kubernetes()
        .apps()
        .deployments()
        .inNamespace("keeper")
        .withName("keeper")
        .edit(SecretsTest::withSecrets);
    awaitRolledOut(app);
    before = deployment();
  }

  private static Deployment withSecrets(Deployment deployment) {
    return new DeploymentBuilder(deployment)
        .editMetadata()
        .addToAnnotations(
            "kubectl.kubernetes.io/last-applied-configuration",
            "{\"env\":[{\"name\":\"SOMETHING\",\"value\":\"" + PLAIN_ENV + "\"}]}")
        .endMetadata()
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .addNewEnv()
        .withName("SOMETHING")
        .withValue(PLAIN_ENV)
        .endEnv()
        .addNewEnv()
        .withName("SESSION_TOKEN")
        .withValue(NAMED_ENV)
        .endEnv()
        .addToEnv(fromSecret("TOOL_PASSWORD", "tool"), fromSecret("OTHER", "other"))
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static io.fabric8.kubernetes.api.model.EnvVar fromSecret(String name, String key) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewSecretKeyRef(key, "keeper-db", false)
        .endValueFrom()
        .build();
  }

  private static void awaitRolledOut(Launched app) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      var now =
          world.kubernetes().apps().deployments().inNamespace("keeper").withName("keeper").get();
      var status = now.getStatus();
      if (status != null
          && now.getMetadata().getGeneration().equals(status.getObservedGeneration())
          && Integer.valueOf(2).equals(status.getUpdatedReplicas())
          && Integer.valueOf(2).equals(status.getAvailableReplicas())
          && Integer.valueOf(2).equals(status.getReplicas())
          && app.serving().equals("1.8.0")) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not rolled out");
  }

  /** What its owners wrote: env with all values, and annotations. */
  private static Map<String, Object> deployment() {
    Deployment now =
        world.kubernetes().apps().deployments().inNamespace("keeper").withName("keeper").get();
    return Map.of(
        "env", now.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv(),
        "applied",
            now.getMetadata()
                .getAnnotations()
                .get("kubectl.kubernetes.io/last-applied-configuration"));
  }

  private static String play(Stage stage, String version, Outcome outcome) throws Exception {
    stage.ask(ANA, version);
    stage.awaitGate();
    stage.press(BEN, "sql");
    stage.approve(BEN);
    stage.expectOutcome(outcome);
    stage.expectFinalCard(outcome);
    stage.expectNothingLost();
    return stage.run();
  }

  /** The real command line, each in a process of its own, with its log. */
  private static Path commandOutput(String broken, String upgraded) throws Exception {
    Path output = Files.createDirectories(directory.resolve("commands"));
    List<List<String>> commands =
        List.of(
            List.of("audit", broken, "--json"),
            List.of("audit", upgraded),
            List.of("status", broken),
            List.of("plan", "keeper", "2.0.0-tells", "--sql"),
            List.of("list"),
            List.of("doctor"));
    for (int i = 0; i < commands.size(); i++) {
      List<String> words =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "dev.drydock.bot.Main"));
      words.addAll(commands.get(i));
      words.addAll(List.of("--config", world.config().toString(), "--as", "ana"));
      Path file = output.resolve(commands.get(i).get(0) + "-" + i + ".txt");
      ProcessBuilder process = new ProcessBuilder(words).redirectErrorStream(true);
      process.redirectOutput(file.toFile());
      if (words.contains("doctor")) {
        process.environment().put("TEMPORAL_API_KEY", API_KEY);
      }
      Process ended = process.start();
      assertThat(ended.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(file)).as(words.toString()).isNotBlank();
    }
    return output;
  }

  private static SecretSearch search() {
    SecretSearch search = new SecretSearch();
    for (String role : List.of("keeper", "drydock", "drydock_reader", "postgres")) {
      search.with("password of " + role, password(role));
    }
    return search
        .with("Slack bot token", world.slack().botToken())
        .with("Slack app token", world.slack().appToken())
        .with("Slack signing secret", world.slack().signingSecret())
        .with("plain value in the Deployment", PLAIN_ENV)
        .with("plain value under a telling name", NAMED_ENV)
        .with("value from a Secret", FROM_SECRET)
        .with("database setting", SETTING)
        .with("the tool's own password", TOOL)
        .with("Temporal API key", API_KEY);
  }

  private static List<Place> places(Path output) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(world.temporal()).build());
    return List.of(
        HistoriesPlace.ofRuns(
            WorkflowClient.newInstance(stubs), () -> world.wiring().book().recent(1000)),
        ledger("drydock_reader"),
        ledger("drydock"),
        new SlackPlace(world.slack()),
        cluster,
        new FilesPlace("process log", directory, file -> file.endsWith("process.log")),
        new FilesPlace(
            "metadata of backups",
            directory.resolve("world/backups"),
            file -> file.endsWith("drydock.json")),
        new FilesPlace("output of commands", output, file -> true));
  }

  private static Place ledger(String role) {
    return new LedgerPlace(role, () -> world.database().connect("drydock", role));
  }

  /** What is found nowhere may not have been looked for: each secret is planted in a place. */
  private static void assertTheSearchFinds(List<Place> places) throws Exception {
    try (Connection writer = world.database().connect("drydock", "drydock");
        var insert =
            writer.prepareStatement(
                "INSERT INTO drydock.artifacts (digest, kind, size_bytes, gzip) VALUES (?,"
                    + " 'planted', 1, ?)")) {
      insert.setString(1, "planted");
      insert.setBytes(
          2,
          zipped(
              "x"
                  + Base64.getEncoder()
                      .encodeToString(("ab" + SETTING).getBytes(StandardCharsets.UTF_8))));
      insert.executeUpdate();
    }
    assertThat(search().in(places).hits())
        .extracting(hit -> hit.secret() + ", " + hit.form() + ", " + hit.where())
        .contains(
            "database setting, Base64 at 2, ledger as drydock: drydock.artifacts.gzip",
            "database setting, Base64 at 2, ledger as drydock_reader: drydock.artifacts.gzip");
    Secret kept =
        world.kubernetes().secrets().inNamespace("keeper").withName("drydock-keeper").get();
    SecretSearch.Report inSecret =
        search()
            .in(
                List.of(
                    Place.of(
                        "the Secret",
                        shown ->
                            kept.getData()
                                .forEach(
                                    (key, value) ->
                                        shown.piece(
                                            key, value.getBytes(StandardCharsets.UTF_8))))));
    assertThat(inSecret.hits()).as("whole, it lies there").isNotEmpty();
    assertThat(kept.getMetadata().getFinalizers()).as("let go of").isEmpty();
  }

  private static byte[] zipped(String text) throws Exception {
    var bytes = new java.io.ByteArrayOutputStream();
    try (var gzip = new java.util.zip.GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
