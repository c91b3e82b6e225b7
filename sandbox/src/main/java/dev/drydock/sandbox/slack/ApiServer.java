package dev.drydock.sandbox.slack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * The port apps talk to: Web API, response_urls, uploads. It can be taken away and comes back as
 * the same port.
 */
final class ApiServer implements AutoCloseable {
  private final ExecutorService threads = Http.threads("slack-api");
  private final String host;
  private HttpServer server;
  private final int port;
  private volatile boolean unavailable;
  private WebApi web;
  private ResponseUrls urls;
  private Uploads uploads;

  ApiServer(String host) throws IOException {
    this.host = host;
    this.server = Http.listen(host, 0);
    this.port = server.getAddress().getPort();
  }

  void serve(WebApi newWeb, ResponseUrls newUrls, Uploads newUploads) {
    this.web = newWeb;
    this.urls = newUrls;
    this.uploads = newUploads;
    run(server);
  }

  String base() {
    return "http://" + host + ":" + port;
  }

  List<Call> calls() {
    return web.calls();
  }

  void unavailable(boolean now) {
    unavailable = now;
  }

  synchronized boolean isDown() {
    return server == null || unavailable;
  }

  synchronized void stop() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  synchronized void start() throws IOException {
    if (server == null) {
      server = Http.listen(host, port);
      run(server);
    }
  }

  @Override
  public void close() {
    stop();
    threads.shutdownNow();
  }

  private void run(HttpServer fresh) {
    fresh.setExecutor(threads);
    fresh.createContext("/api/", open(web::handle));
    fresh.createContext("/commands/", open(urls::handle));
    fresh.createContext("/actions/", open(urls::handle));
    fresh.createContext("/upload/v1/", open(this::upload));
    fresh.start();
  }

  private HttpHandler open(HttpHandler handler) {
    return Http.safely(
        exchange -> {
          if (unavailable) {
            Http.send(exchange, 503, "text/plain", "upstream connect error");
          } else {
            handler.handle(exchange);
          }
        });
  }

  private void upload(HttpExchange exchange) throws IOException {
    String id = exchange.getRequestURI().getPath().substring("/upload/v1/".length());
    byte[] bytes = Http.body(exchange);
    boolean taken = uploads.receive(id, bytes);
    Http.send(
        exchange,
        taken ? 200 : 400,
        "text/plain",
        taken ? "OK - " + bytes.length : "length mismatch");
  }
}
