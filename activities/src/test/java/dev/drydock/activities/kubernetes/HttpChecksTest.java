package dev.drydock.activities.kubernetes;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.net.httpserver.HttpServer;
import dev.drydock.workflows.config.VerifyConfig.HttpCheck;
import io.temporal.activity.ActivityInterface;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A new version that says how it is, and no more. */
@Timeout(60)
class HttpChecksTest {
  private static final int ANY_LENGTH = 0;
  private final CountDownLatch isOver = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private TestActivityEnvironment activities;

  /** Any work of an activity. */
  @ActivityInterface
  public interface Work {
    void run();
  }

  @BeforeEach
  void start() throws IOException {
    activities = TestActivityEnvironment.newInstance();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, ANY_LENGTH);
          exchange.getResponseBody().write('o');
          exchange.getResponseBody().flush();
          try {
            isOver.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    isOver.countDown();
    server.stop(0);
    threads.shutdownNow();
    activities.close();
  }

  @Test
  void aBodyThatStallsHoldsNobodyUp() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/health";
    activities.registerActivitiesImplementations(
        (Work) () -> HttpChecks.run(List.of(new HttpCheck("health", url, 200))));
    CompletableFuture<Void> checked =
        CompletableFuture.runAsync(activities.newActivityStub(Work.class)::run);
    assertThatCode(() -> checked.get(30, TimeUnit.SECONDS)).doesNotThrowAnyException();
  }
}
