package dev.drydock.e2e.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.activities.database.postgres.TestPostgres;
import dev.drydock.bot.Main;
import dev.drydock.bot.cli.Terminal;
import dev.drydock.workflows.Attributes;
import dev.drydock.workflows.TaskQueues;
import dev.drydock.workflows.book.Json;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drydock setup} on a real Temporal server and a real PostgreSQL, both empty. */
class SetupTest {
  private static TestPostgres postgres;
  @TempDir Path directory;
  private RealTemporal temporal;
  private final Map<String, String> environment = new HashMap<>();
  private String ledger;
  private String told;

  @BeforeAll
  static void startPostgres() throws Exception {
    if (RealTemporal.address() != null) {
      postgres = TestPostgres.start();
    }
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    RealTemporal.skipOrFail();
    temporal = new RealTemporal("setup");
    environment.put("ledger", "ledger-secret");
    environment.put("bot", "bot-secret");
    environment.put("TEMPORAL_CONFIG_FILE", "/nonexistent/temporal.toml");
    environment.put("TEMPORAL_ADDRESS", RealTemporal.address());
    environment.put("TEMPORAL_NAMESPACE", temporal.namespace());
    ledger = temporal.namespace().replace('-', '_');
    postgres.superuser("postgres", "CREATE DATABASE " + ledger + " OWNER ledger");
    environment.put("DRYDOCK_CONFIG", config().toString());
  }

  @AfterEach
  void stop() {
    if (temporal != null) {
      temporal.close();
    }
  }

  @Test
  void fromNothingTwice() {
    assertThat(drydock("setup", "--dry-run", "--json")).as(told).isZero();
    assertThat(states(told)).containsExactly("WOULD", "WOULD", "WOULD");
    assertThat(org.assertj.core.api.Assertions.catchThrowable(temporal::retention))
        .as("the dry run made nothing")
        .isInstanceOf(StatusRuntimeException.class);

    assertThat(drydock("setup", "--json")).as(told).isZero();
    assertThat(states(told)).containsExactly("DONE", "DONE", "DONE");
    assertThat(temporal.retention()).isEqualTo(Duration.ofDays(30));
    Attributes.ALL.forEach(
        key ->
            assertThat(temporal.attributes())
                .containsEntry(key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    startWithAttributes();

    assertThat(drydock("setup", "--json")).as(told).isZero();
    assertThat(states(told)).containsExactly("SO", "SO", "SO");
  }

  /** Right away: nothing has to be waited for any more. */
  private void startWithAttributes() {
    SearchAttributes.Builder attributes = SearchAttributes.newBuilder();
    Attributes.ALL.forEach(key -> attributes.set(key, "x"));
    temporal
        .stranger()
        .newUntypedWorkflowStub(
            "Migration",
            WorkflowOptions.newBuilder()
                .setWorkflowId("first")
                .setTaskQueue(TaskQueues.WORKFLOWS)
                .setTypedSearchAttributes(attributes.build())
                .build())
        .start();
    assertThat(temporal.isRunning("first")).isTrue();
    temporal.stranger().newUntypedWorkflowStub("first").terminate("seen");
  }

  @Test
  void theRetentionIsProlongedOnlyWhenAsked() {
    assertThat(drydock("setup", "--retention", "3d")).as(told).isZero();
    assertThat(temporal.retention()).isEqualTo(Duration.ofDays(3));
    drydock("setup");
    assertThat(told).contains("retention 3d", "drydock setup --retention 30d");
    assertThat(temporal.retention()).isEqualTo(Duration.ofDays(3));
    assertThat(drydock("setup", "--retention", "90d")).as(told).isZero();
    assertThat(temporal.retention()).isEqualTo(Duration.ofDays(90));
    drydock("setup", "--retention", "7d");
    assertThat(temporal.retention()).as("nothing is taken away").isEqualTo(Duration.ofDays(90));
  }

  @Test
  void anAttributeOfAnotherTypeIsNamedAndLeft() {
    drydock("setup");
    temporal.remove("DrydockApp");
    temporal.add("DrydockApp", IndexedValueType.INDEXED_VALUE_TYPE_TEXT);

    assertThat(drydock("setup")).as(told).isEqualTo(1);
    assertThat(told)
        .contains(
            "not of type Keyword: DrydockApp",
            "temporal operator search-attribute remove --yes --name DrydockApp --namespace "
                + temporal.namespace());
    assertThat(temporal.attributes())
        .containsEntry("DrydockApp", IndexedValueType.INDEXED_VALUE_TYPE_TEXT);
    assertThat(drydock("serve", "--roles", "workflow")).as(told).isEqualTo(2);
    assertThat(told).contains("would block every run", "drydock setup");

    temporal.remove("DrydockApp"); // as the commands say
    assertThat(drydock("setup")).as(told).isZero();
  }

  @Test
  void aMissingNamespaceStopsTheStart() {
    assertThat(drydock("serve", "--roles", "workflow")).as(told).isEqualTo(2);
    assertThat(told).contains("has no namespace " + temporal.namespace(), "Type: drydock setup");
    drydock("doctor");
    assertThat(told).contains("has no namespace " + temporal.namespace(), "drydock setup");
  }

  @Test
  void whatAnAdministratorHasToMakeIsTold() throws Exception {
    postgres.superuser("postgres", "DROP DATABASE " + ledger);

    assertThat(drydock("setup", "--dry-run")).as(told).isEqualTo(1);
    assertThat(drydock("setup")).as(told).isEqualTo(1);
    assertThat(told)
        .contains("done       namespace", "as a superuser")
        .contains("CREATE DATABASE \"" + ledger + "\" OWNER \"ledger\";");
  }

  @Test
  void aProcessWithoutTheWorkersPasswordLeavesTheLedger() {
    environment.remove("ledger");

    assertThat(drydock("setup")).as(told).isZero();
    assertThat(told).contains("the workers' password is not here");
  }

  @Test
  void aServerThatIsNotThere() {
    environment.put("TEMPORAL_ADDRESS", "127.0.0.1:1");

    assertThat(drydock("setup")).as(told).isEqualTo(4);
    assertThat(told).contains("127.0.0.1:1 cannot be reached", "done       ledger");
  }

  private static List<String> states(String json) {
    List<String> states = new ArrayList<>();
    for (JsonNode one : Json.read(json).at("/settled")) {
      states.add(one.at("/state").asText());
    }
    return states;
  }

  private int drydock(String... args) {
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out, true);
    Terminal terminal =
        new Terminal(
            printer,
            printer,
            new BufferedReader(Reader.nullReader()),
            false,
            false,
            environment,
            "ben");
    int exit = Main.run(terminal, args);
    told = out.toString();
    return exit;
  }

  private Path config() throws IOException {
    Path file = directory.resolve("drydock.yaml");
    Files.writeString(
        file,
        """
          ledger:
            url: jdbc:postgresql://127.0.0.1:%d/%s
            user: ledger
            password: {env: ledger}
            reader: bot
            readerPassword: {env: bot}
          approvers: {people: [ben]}
          people: {ben: {login: ben}}
          apps:
            keeper:
              image: registry.example/keeper:{version}
              deployment: {namespace: keeper, name: keeper, container: keeper}
              database: {host: 127.0.0.1, port: %d, name: keeper, user: keeper, password: {env: keeper}}
              schema: {tool: liquibase}
          """
            .formatted(postgres.port(), ledger, postgres.port()));
    return file;
  }
}
