package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP in front of everything: what is a request about, may it be made, who answers it. */
final class ApiServer {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final Set<HttpMethod> WITH_BODY =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

  private final HttpServer server;
  private final Access access;
  private final Resources resources;
  private final Streams streams;

  ApiServer(Vertx vertx, Access access, Resources resources, Streams streams, Connections open) {
    this.access = access;
    this.resources = resources;
    this.streams = streams;
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setMaxInitialLineLength(1 << 20)
            .setMaxHeaderSize(1 << 16)
            .setMaxWebSocketFrameSize(1 << 20)
            .setMaxWebSocketMessageSize(1 << 24)
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setWebSocketSubProtocols(List.of("v5.channel.k8s.io", "v4.channel.k8s.io"));
    this.server =
        vertx
            .createHttpServer(options)
            .connectionHandler(open::opened)
            .requestHandler(this::received);
  }

  HttpServer server() {
    return server;
  }

  private void received(HttpServerRequest request) {
    if (WITH_BODY.contains(request.method())) {
      request.body().onSuccess(body -> guarded(request, body));
    } else {
      guarded(request, Buffer.buffer());
    }
  }

  private void guarded(HttpServerRequest request, Buffer body) {
    try {
      answer(request, body);
    } catch (ApiException e) {
      refuse(request.response(), e);
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", request.method(), request.uri(), e);
      refuse(request.response(), Errors.internal(e.toString()));
    }
  }

  static void refuse(HttpServerResponse response, ApiException e) {
    json(response, e.code(), e.status());
  }

  static void json(HttpServerResponse response, int code, JsonNode body) {
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(code)
          .putHeader("Content-Type", "application/json")
          .end(Json.write(body));
    }
  }

  private void answer(HttpServerRequest request, Buffer body) {
    String path = request.path();
    if (Set.of("/healthz", "/readyz", "/livez").contains(path)) {
      request.response().putHeader("Content-Type", "text/plain").end("ok");
      return;
    }
    var document = Discovery.document(path);
    if (document.isPresent() && request.method().equals(HttpMethod.GET)) {
      json(request.response(), 200, document.get());
      return;
    }
    if (path.startsWith("/apis/authorization.k8s.io/v1/selfsubject")) {
      ObjectNode review = Bodies.object(body.toString(StandardCharsets.UTF_8));
      boolean one = path.endsWith("accessreviews");
      json(request.response(), 201, one ? access.accessReview(review) : access.rulesReview(review));
      return;
    }
    if (path.equals("/apis/authentication.k8s.io/v1/selfsubjectreviews")) {
      ObjectNode review = Bodies.object(body.toString(StandardCharsets.UTF_8));
      json(request.response(), 201, access.whoAsks(review));
      return;
    }
    Route route = Route.of(path).orElseThrow(Errors::noSuchPath);
    route(request, route, query(request.params()), body.toString(StandardCharsets.UTF_8));
  }

  private static Map<String, String> query(MultiMap params) {
    Map<String, String> query = new HashMap<>();
    params.forEach(p -> query.putIfAbsent(p.getKey(), p.getValue()));
    return query;
  }

  private void route(
      HttpServerRequest request, Route route, Map<String, String> query, String body) {
    boolean watch = Set.of("true", "1").contains(query.getOrDefault("watch", ""));
    access.check(verb(request.method(), route, watch), route);
    switch (route.sub()) {
      case "log" -> streams.log(request, route, query);
      case "exec" -> {
        access.check("create", route);
        streams.exec(request, route, query);
      }
      default -> {
        if (watch) {
          streams.watch(request, route, query);
        } else {
          Resources.Answer answer =
              resources.answer(
                  new Resources.Call(
                      request.method().name(),
                      route,
                      query,
                      body,
                      String.valueOf(request.getHeader("Content-Type")),
                      String.valueOf(request.getHeader("User-Agent"))));
          json(request.response(), answer.code(), shown(request, route, answer.body()));
        }
      }
    }
  }

  /** As the client would have it: a table, an object's metadata only, or all of it. */
  private static JsonNode shown(HttpServerRequest request, Route route, JsonNode body) {
    String accept = String.valueOf(request.getHeader("Accept"));
    boolean plain = request.method().equals(HttpMethod.GET) && route.sub().isEmpty();
    if (plain && Tables.wanted(accept)) {
      return Tables.of(route.kind(), body);
    }
    return plain && !route.name().isEmpty() && accept.contains("as=PartialObjectMetadata")
        ? Json.object()
            .put("kind", "PartialObjectMetadata")
            .put("apiVersion", "meta.k8s.io/v1")
            .set("metadata", body.path("metadata"))
        : body;
  }

  private static String verb(HttpMethod method, Route route, boolean watch) {
    boolean one = !route.name().isEmpty();
    return switch (method.name()) {
      case "GET" -> one ? "get" : watch ? "watch" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> one ? "delete" : "deletecollection";
      default -> throw Errors.methodNotAllowed();
    };
  }
}
