package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The Web API's door: reads the call, checks token, scope and rate, calls the method, keeps a
 * record.
 */
final class WebApi {
  private static final int KEEP_CALLS = 20_000;
  private static final Map<String, String> SCOPES =
      Map.ofEntries(
          Map.entry("chat.postMessage", "chat:write"),
          Map.entry("chat.update", "chat:write"),
          Map.entry("chat.delete", "chat:write"),
          Map.entry("chat.postEphemeral", "chat:write"),
          Map.entry("conversations.info", "channels:read"),
          Map.entry("conversations.list", "channels:read"),
          Map.entry("conversations.members", "channels:read"),
          Map.entry("conversations.history", "channels:history"),
          Map.entry("conversations.replies", "channels:history"),
          Map.entry("conversations.open", "im:write"),
          Map.entry("users.info", "users:read"),
          Map.entry("users.list", "users:read"),
          Map.entry("usergroups.list", "usergroups:read"),
          Map.entry("usergroups.users.list", "usergroups:read"),
          Map.entry("reactions.add", "reactions:write"),
          Map.entry("files.getUploadURLExternal", "files:write"),
          Map.entry("files.completeUploadExternal", "files:write"),
          Map.entry("files.info", "files:read"));

  private final Map<String, ApiMethod> methods = new HashMap<>();
  private final Deque<Call> calls = new ArrayDeque<>();
  private final Core core;
  private final Faults faults;
  private final RateLimits rates;

  WebApi(
      Core core,
      Faults faults,
      RateLimits rates,
      Supplier<String> base,
      Supplier<String> socketUrl) {
    this.core = core;
    this.faults = faults;
    this.rates = rates;
    methods.putAll(new AppMethods(core, base, socketUrl).all());
    methods.putAll(new ChatMethods(core).all());
    methods.putAll(new ConversationMethods(core).all());
    methods.putAll(new PeopleMethods(core.workspace()).all());
    methods.putAll(new ViewMethods(core).all());
    methods.putAll(new FileMethods(core, base).all());
  }

  List<Call> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  void handle(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestURI().getPath().substring("/api/".length());
    Instant at = Instant.now();
    Args args = new Args(Json.object());
    ObjectNode answer;
    Optional<Duration> wait = Optional.empty();
    try {
      args = Http.args(exchange);
      LockSupport.parkNanos(faults.delay(method).toNanos());
      wait = limited(method, args);
      answer =
          wait.isPresent() ? new SlackError("ratelimited").answer() : call(exchange, method, args);
    } catch (SlackError refused) {
      answer = refused.answer();
    }
    boolean lost = faults.takeLostAnswer(method);
    int status = lost ? 0 : wait.isPresent() ? 429 : 200;
    record(
        new Call(
            method, withoutToken(args), at, Duration.between(at, Instant.now()), status, answer));
    if (!lost) {
      wait.ifPresent(
          w -> exchange.getResponseHeaders().set("Retry-After", String.valueOf(w.toSeconds())));
      Http.json(exchange, status, answer);
    }
    core.changes().happened();
  }

  private Optional<Duration> limited(String method, Args args) {
    return faults.limited(method).or(() -> rates.take(method, args.text("channel")));
  }

  private ObjectNode call(HttpExchange exchange, String method, Args args) {
    ApiMethod implementation = methods.get(method);
    if (implementation == null) {
      ObjectNode extra = Json.object().put("req_method", method);
      throw new SlackError("unknown_method", List.of(), extra);
    }
    authorize(exchange, method, args);
    faults
        .error(method)
        .ifPresent(
            error -> {
              throw new SlackError(error);
            });
    return implementation.call(args);
  }

  private void authorize(HttpExchange exchange, String method, Args args) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String token =
        header != null && header.startsWith("Bearer ") ? header.substring(7) : args.text("token");
    boolean wantsApp = method.equals("apps.connections.open");
    String right = wantsApp ? core.identity().appToken() : core.identity().botToken();
    String other = wantsApp ? core.identity().botToken() : core.identity().appToken();
    if (token.isEmpty()) {
      throw new SlackError("not_authed");
    }
    if (token.equals(other)) {
      throw new SlackError("not_allowed_token_type");
    }
    if (!token.equals(right)) {
      throw new SlackError("invalid_auth");
    }
    scope(method);
  }

  private void scope(String method) {
    String needed = SCOPES.get(method);
    if (needed != null && !core.workspace().scopes().contains(needed)) {
      ObjectNode extra = Json.object().put("needed", needed);
      extra.put("provided", String.join(",", core.workspace().scopes()));
      throw new SlackError("missing_scope", List.of(), extra);
    }
  }

  private static ObjectNode withoutToken(Args args) {
    ObjectNode json = args.json().deepCopy();
    json.remove("token");
    return json;
  }

  private void record(Call call) {
    synchronized (calls) {
      calls.addLast(call);
      if (calls.size() > KEEP_CALLS) {
        calls.removeFirst();
      }
    }
  }
}
