package dev.drydock.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.bot.config.ConfigException;
import dev.drydock.workflows.DrydockConverter;
import dev.drydock.workflows.config.DrydockConfig.TemporalConfig;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * What Temporal's own environment and profile file say is what is done, seen from the other end of
 * the wire: a gRPC server with a certificate of its own.
 */
class TemporalConnectionTest {
  private static final String API_KEY = "tmprl-4711-never-to-be-seen";
  @TempDir static Path directory;
  private static Certificates certificates;

  private final Map<String, String> environment =
      new HashMap<>(Map.of("TEMPORAL_CONFIG_FILE", "/nonexistent/temporal.toml"));
  private Frontend frontend;

  @BeforeAll
  static void certify() throws Exception {
    certificates = new Certificates(directory);
    certificates.make("server", "ip:127.0.0.1,dns:temporal.example");
    certificates.make("elsewhere", "dns:elsewhere.example");
    certificates.make("drydock", "dns:drydock");
  }

  @AfterEach
  void stop() throws Exception {
    if (frontend != null) {
      frontend.close();
    }
  }

  @Test
  void addressAndNamespaceFromTheEnvironment() throws Exception {
    frontend = Frontend.start(null);
    environment.put("TEMPORAL_ADDRESS", frontend.address());
    environment.put("TEMPORAL_NAMESPACE", "harbor");

    assertThat(look()).isEqualTo("Temporal at " + frontend.address() + " has no namespace harbor");
    assertThat(frontend.seen).allMatch(seen -> seen.client().equals("plain text"));
    assertThat(frontend.seen).allMatch(seen -> seen.header("authorization") == null);
  }

  @Test
  void aProfileOfAFile() throws Exception {
    frontend = Frontend.start(null);
    Path file = directory.resolve("profiles.toml");
    Files.writeString(
        file,
        """
        [profile.default]
        address = "127.0.0.1:1"
        [profile.harbor]
        address = "%s"
        namespace = "of-the-profile"
        api_key = "%s"
        [profile.harbor.tls]
        disabled = true
        """
            .formatted(frontend.address(), API_KEY));
    environment.put("TEMPORAL_CONFIG_FILE", file.toString());
    environment.put("TEMPORAL_PROFILE", "harbor");

    assertThat(look()).contains(frontend.address(), "of-the-profile");
    assertKeyIsSent();
    environment.put("TEMPORAL_NAMESPACE", "of-the-environment");
    assertThat(look()).contains("of-the-environment");
  }

  @Test
  void aProfileThatThereIsNot() throws Exception {
    Path file = directory.resolve("one.toml");
    Files.writeString(file, "[profile.default]\naddress = \"127.0.0.1:1\"\n");
    environment.put("TEMPORAL_CONFIG_FILE", file.toString());
    environment.put("TEMPORAL_PROFILE", "harbor");

    assertThatThrownBy(this::look)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("harbor");
  }

  @Test
  void aBrokenProfileFileIsNamedAndItsKeyIsNot() throws Exception {
    Path file = directory.resolve("broken.toml");
    Files.writeString(file, "[profile.default]\napi_key = \"" + API_KEY + "\nnamespace = \"x\"\n");
    environment.put("TEMPORAL_CONFIG_FILE", file.toString());

    assertThatThrownBy(this::look)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("profile file")
        .hasMessageNotContaining(API_KEY);
  }

  @Test
  void tlsWithTheServersOwnAuthority() throws Exception {
    frontend = Frontend.start(certificates.server("server", null));
    environment.put("TEMPORAL_ADDRESS", frontend.address());
    environment.put("TEMPORAL_TLS", "true");

    assertThat(look()).as("an authority nobody knows").contains("cannot be reached");
    assertThat(frontend.seen).isEmpty();

    environment.put(
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH", certificates.certificate("server").toString());
    assertThat(look()).contains("has no namespace default");
    assertThat(frontend.seen).isNotEmpty().allMatch(seen -> seen.client().equals("no certificate"));
  }

  @Test
  void theAuthorityFromTheEnvironmentItself() throws Exception {
    frontend = Frontend.start(certificates.server("server", null));
    environment.put("TEMPORAL_ADDRESS", frontend.address());
    environment.put(
        "TEMPORAL_TLS_SERVER_CA_CERT_DATA", Files.readString(certificates.certificate("server")));

    assertThat(look()).contains("has no namespace default");
  }

  @Test
  void theServersNameIsLookedAt() throws Exception {
    frontend = Frontend.start(certificates.server("elsewhere", null));
    environment.put("TEMPORAL_ADDRESS", frontend.address());
    environment.put(
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH", certificates.certificate("elsewhere").toString());

    assertThat(look()).as("127.0.0.1 is not in it").contains("cannot be reached");
    environment.put("TEMPORAL_TLS_SERVER_NAME", "elsewhere.example");
    assertThat(look()).contains("has no namespace default");
  }

  @Test
  void aClientsCertificate() throws Exception {
    frontend = Frontend.start(certificates.server("server", "drydock"));
    environment.put("TEMPORAL_ADDRESS", frontend.address());
    environment.put(
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH", certificates.certificate("server").toString());

    assertThat(look()).as("without one").contains("cannot be reached");
    assertThat(frontend.seen).isEmpty();
    environment.put(
        "TEMPORAL_TLS_CLIENT_CERT_PATH", certificates.certificate("drydock").toString());
    environment.put("TEMPORAL_TLS_CLIENT_KEY_PATH", certificates.key("drydock").toString());
    assertThat(look()).contains("has no namespace default");
    assertThat(frontend.seen).isNotEmpty().allMatch(seen -> seen.client().equals("CN=drydock"));
  }

  @Test
  void aClientsCertificateFromTheEnvironmentItself() throws Exception {
    frontend = Frontend.start(certificates.server("server", "drydock"));
    environment.put("TEMPORAL_ADDRESS", frontend.address());
    environment.put(
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH", certificates.certificate("server").toString());
    environment.put(
        "TEMPORAL_TLS_CLIENT_CERT_DATA", Files.readString(certificates.certificate("drydock")));
    environment.put("TEMPORAL_TLS_CLIENT_KEY_DATA", Files.readString(certificates.key("drydock")));

    assertThat(look()).contains("has no namespace default");
    assertThat(frontend.seen).isNotEmpty().allMatch(seen -> seen.client().equals("CN=drydock"));
  }

  @Test
  void aCertificateThatIsNotThereIsNamed() {
    environment.put("TEMPORAL_TLS_CLIENT_CERT_PATH", "/nonexistent/drydock.crt");
    environment.put("TEMPORAL_TLS_CLIENT_KEY_PATH", certificates.key("drydock").toString());

    assertThatThrownBy(this::look)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("TEMPORAL_TLS_")
        .hasMessageContaining("/nonexistent/drydock.crt");
  }

  @Test
  void aKeyThatIsNoKeyIsNotShown() {
    environment.put(
        "TEMPORAL_TLS_CLIENT_CERT_PATH", certificates.certificate("drydock").toString());
    environment.put("TEMPORAL_TLS_CLIENT_KEY_DATA", API_KEY);

    assertThatThrownBy(this::look)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("TEMPORAL_TLS_")
        .hasMessageNotContaining(API_KEY);
  }

  @Test
  void theApiKeyGoesWithEachCallAndNowhereElse() throws Exception {
    frontend = Frontend.start(certificates.server("server", null));
    frontend.namespaces.put("harbor", 86_400L);
    environment.put("TEMPORAL_ADDRESS", frontend.address());
    environment.put("TEMPORAL_NAMESPACE", "harbor");
    environment.put("TEMPORAL_API_KEY", API_KEY + "\n");
    environment.put(
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH", certificates.certificate("server").toString());
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    Level level = root.getLevel();
    Logs.bridge();
    Logs.serve(false);
    List<Finding> findings;
    try (TemporalLink link = link()) {
      findings = new TemporalCheck(link).look();
      startSomething(link);
      assertThat(link.toString() + link.client().getOptions() + new TemporalCheck(link))
          .doesNotContain(API_KEY);
    } finally {
      root.setLevel(level);
      root.detachAppender(log);
    }

    assertKeyIsSent();
    assertThat(frontend.methods()).contains("ListSearchAttributes", "DescribeNamespace");
    assertThat(frontend.seen)
        .filteredOn(seen -> !seen.method().equals("GetSystemInfo"))
        .allMatch(seen -> "harbor".equals(seen.header("temporal-namespace")));
    assertThat(findings.toString()).doesNotContain(API_KEY);
    assertThat(log.list.stream().map(Object::toString).collect(Collectors.joining("\n")))
        .doesNotContain(API_KEY);
  }

  @Test
  void aKeyThatIsRefusedIsNotShown() throws Exception {
    frontend = Frontend.start(null);
    frontend.refusals.put(
        "DescribeNamespace",
        io.grpc.Status.UNAUTHENTICATED.withDescription("Request unauthorized."));
    environment.put("TEMPORAL_ADDRESS", frontend.address());
    environment.put("TEMPORAL_API_KEY", API_KEY);
    environment.put("TEMPORAL_TLS", "false");

    assertThat(look())
        .contains("does not accept who we are", "TEMPORAL_API_KEY")
        .doesNotContain(API_KEY);
    try (TemporalLink link = link()) {
      assertThatThrownBy(() -> SearchAttributes.require(link))
          .isInstanceOf(NotReady.class)
          .hasMessageContaining("TEMPORAL_API_KEY")
          .hasMessageNotContaining(API_KEY);
    }
  }

  @Test
  void aMissingNamespaceStopsTheStartWithTheCommand() throws Exception {
    frontend = Frontend.start(null);
    environment.put("TEMPORAL_ADDRESS", frontend.address());
    environment.put("TEMPORAL_NAMESPACE", "harbor");

    try (TemporalLink link = link()) {
      assertThatThrownBy(() -> SearchAttributes.require(link))
          .isInstanceOfSatisfying(
              NotReady.class,
              e ->
                  assertThat(e.mend())
                      .startsWith("drydock setup\n")
                      .endsWith(
                          "temporal operator namespace create --namespace harbor --retention 720h"));
      frontend.namespaces.put("harbor", 86_400L);
      frontend.attributes.put("DrydockApp", IndexedValueType.INDEXED_VALUE_TYPE_TEXT);
      assertThatThrownBy(() -> SearchAttributes.require(link))
          .isInstanceOf(NotReady.class)
          .hasMessageContaining("missing DrydockVersion")
          .hasMessageContaining("not of type Keyword: DrydockApp");
    }
  }

  private void assertKeyIsSent() {
    assertThat(frontend.seen)
        .isNotEmpty()
        .allMatch(seen -> ("Bearer " + API_KEY).equals(seen.header("authorization")));
  }

  private static void startSomething(TemporalLink link) {
    assertThatThrownBy(
            () ->
                link.client()
                    .newUntypedWorkflowStub(
                        "Migration",
                        WorkflowOptions.newBuilder().setTaskQueue("q").setWorkflowId("w").build())
                    .start())
        .satisfies(e -> assertThat(String.valueOf(e)).doesNotContain(API_KEY));
  }

  private String look() {
    try (TemporalLink link = link()) {
      return new TemporalCheck(link).look().get(0).detail();
    }
  }

  private TemporalLink link() {
    return TemporalLink.open(
        new TemporalConfig(null, null), environment, DrydockConverter.create());
  }
}
