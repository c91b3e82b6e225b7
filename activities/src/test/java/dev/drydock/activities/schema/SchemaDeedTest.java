package dev.drydock.activities.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.drydock.activities.database.Engine;
import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.Fences;
import dev.drydock.workflows.SchemaActivities;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.DeploymentConfig;
import dev.drydock.workflows.config.EngineKind;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What it does beside the tool: it lives, ends when it is to end, and leaves nothing behind. */
@Timeout(60)
class SchemaDeedTest {
  private static final String RUN = "keeper-41";
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");
  private static final int NOT_FOUND = 404;
  private static final int NO_BODY = -1;

  /** Does what is asked of it by the name of a method; null for all that has no name here. */
  private static Engine engine(Map<String, Deed> deeds) {
    return (Engine)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, arguments) -> deeds.getOrDefault(method.getName(), () -> null).done());
  }

  /** One method of an engine. */
  @FunctionalInterface
  private interface Deed {
    Object done() throws Exception;
  }

  private static final class Pass implements Fences.Pass {
    @Override
    public void endSessions() {}

    @Override
    public void close() {}
  }

  private static SchemaDeed deed(KubernetesClient client, Engine engine) {
    AppConfig app =
        new AppConfig(
            "keeper",
            "keeper:{version}",
            null,
            new DeploymentConfig("apps", "keeper", "keeper"),
            new DatabaseConfig("db", 5432, "keeper", "drydock", null, "postgres"),
            null,
            null,
            null,
            null,
            null);
    return new SchemaDeed(
        new Apps(List.of(app)),
        client,
        null,
        new Engines(Map.of(EngineKind.POSTGRES, () -> engine)));
  }

  private static SchemaActivities.In in(Step step) {
    return new SchemaActivities.In(new StepRef(RUN, "keeper", step, false), null);
  }

  /** It waits for locks, or the catalog is large. */
  @Test
  void aBaselineThatTakesLongGivesSignsOfLifeAndCanBeCanceled() {
    CountDownLatch isOver = new CountDownLatch(1);
    CompletableFuture<Void> beat = new CompletableFuture<>();
    Engine engine =
        engine(
            Map.of(
                "letIn",
                Pass::new,
                "baseline",
                () -> {
                  isOver.await();
                  return null;
                }));
    TestActivityEnvironment activities = TestActivityEnvironment.newInstance();
    try {
      activities.setActivityHeartbeatListener(Void.class, details -> beat.complete(null));
      activities.registerActivitiesImplementations(deed(null, engine));
      SchemaActivities stub = activities.newActivityStub(SchemaActivities.class);
      CompletableFuture<Void> work = CompletableFuture.runAsync(() -> stub.verify(in(Step.VERIFY)));
      await().until(beat::isDone);
      assertThat(work).isNotDone();
      activities.requestCancelActivity();
      assertThatThrownBy(work::join).hasRootCauseInstanceOf(CanceledFailure.class);
    } finally {
      isOver.countDown();
      activities.close();
    }
  }

  /** As while the database server is away, attempt after attempt. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void anAttemptThatIsNotLetInLeavesNoFile() throws Exception {
    Engine engine =
        engine(
            Map.of(
                "letIn",
                () -> {
                  throw new IllegalStateException("the database server is away");
                }));
    HttpServer server = withoutPods();
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .build())
            .build()) {
      assertThatThrownBy(() -> deed(client, engine).upgrade(in(Step.UPGRADE)))
          .hasMessage("the database server is away");
      assertThat(openLogs()).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer withoutPods() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Of this process alone: others may test on this machine. */
  private static List<Path> openLogs() throws IOException {
    try (Stream<Path> all = Files.list(OPEN_FILES)) {
      return all.filter(Files::isSymbolicLink)
          .map(SchemaDeedTest::target)
          .filter(file -> file.toString().contains("drydock-log-"))
          .toList();
    }
  }

  private static Path target(Path open) {
    try {
      return Files.readSymbolicLink(open);
    } catch (IOException closed) {
      return open;
    }
  }
}
