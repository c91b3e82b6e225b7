package dev.drydock.sandbox.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The address of one Service: an HTTP proxy that sends each request to the next ready pod, over a
 * connection of its own. A pod that refuses the connection is passed over, 503 if none is left. (A
 * real Service is below HTTP, and passes nobody over.)
 */
final class ServiceProxy {
  private final int port;
  private final Supplier<List<Integer>> backends;
  private final HttpServer server;
  private final HttpClient client;
  private final AtomicInteger turn = new AtomicInteger();

  ServiceProxy(Vertx vertx, int port, Supplier<List<Integer>> backends) {
    this.port = port;
    this.backends = backends;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setMaxPoolSize(1000)
                .setConnectTimeout(2000));
    this.server =
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port));
    try {
      server
          .requestHandler(this::forward)
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("a service's port cannot be opened", e);
    }
  }

  int port() {
    return port;
  }

  private void forward(HttpServerRequest request) {
    request.pause();
    List<Integer> all = new ArrayList<>(backends.get());
    if (all.size() > 1) {
      java.util.Collections.rotate(all, turn.getAndIncrement() % all.size());
    }
    tryNext(request, all);
  }

  private void tryNext(HttpServerRequest request, List<Integer> left) {
    if (left.isEmpty()) {
      request.resume();
      request.response().setStatusCode(503).end("no endpoints available for service\n");
      return;
    }
    RequestOptions options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(left.get(0))
            .setMethod(request.method())
            .setURI(request.uri());
    client
        .request(options)
        .onSuccess(out -> send(request, out))
        .onFailure(e -> tryNext(request, left.subList(1, left.size())));
  }

  private static void send(HttpServerRequest request, HttpClientRequest out) {
    request.headers().forEach(h -> out.headers().add(h.getKey(), h.getValue()));
    out.headers().remove("Connection");
    out.send(request)
        .onSuccess(answer -> answer(request, answer))
        .onFailure(
            e -> {
              if (!request.response().ended()) {
                request.response().setStatusCode(502).end("the pod ended the connection\n");
              }
            });
  }

  private static void answer(HttpServerRequest request, HttpClientResponse in) {
    var response = request.response().setStatusCode(in.statusCode());
    in.headers().forEach(h -> response.headers().add(h.getKey(), h.getValue()));
    response.headers().remove("Connection");
    if (!in.headers().contains("Content-Length")) {
      response.headers().remove("Transfer-Encoding");
      response.setChunked(true);
    }
    in.pipeTo(response).onFailure(e -> response.reset());
  }

  void close() {
    server.close();
    client.close();
  }
}
