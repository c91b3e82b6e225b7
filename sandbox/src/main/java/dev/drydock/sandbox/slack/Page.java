package dev.drydock.sandbox.slack;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.concurrent.ExecutorService;

/** The web page. */
final class Page implements AutoCloseable {
  private final ExecutorService threads = Http.threads("slack-page");
  private final HttpServer server;

  Page(int port, Core core, FakeSlack slack) throws IOException {
    this.server = Http.listen(port);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
