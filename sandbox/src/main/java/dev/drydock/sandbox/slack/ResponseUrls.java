package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The response_urls handed out: five uses in thirty minutes, tied to one person and one channel.
 */
final class ResponseUrls {
  private static final int USES = 5;

  /**
   * @param source ts of the message the person acted on, empty for a command
   */
  private record Issued(
      String user,
      String channel,
      String source,
      boolean ephemeral,
      long atNanos,
      AtomicInteger left) {}

  private final Map<String, Issued> issued = new ConcurrentHashMap<>();
  private final Core core;
  private final Supplier<String> base;

  ResponseUrls(Core core, Supplier<String> base) {
    this.core = core;
    this.base = base;
  }

  String forCommand(String user, String channel) {
    return issue(
        "/commands/",
        new Issued(user, channel, "", false, System.nanoTime(), new AtomicInteger(USES)));
  }

  String forMessage(String user, Message message) {
    return issue(
        "/actions/",
        new Issued(
            user,
            message.channel(),
            message.ts(),
            message.ephemeral(),
            System.nanoTime(),
            new AtomicInteger(USES)));
  }

  void handle(HttpExchange exchange) throws IOException {
    try {
      Args args = Http.args(exchange);
      answer(spend(exchange.getRequestURI().getPath()), args);
      Http.json(exchange, 200, Json.ok());
    } catch (SlackError refused) {
      boolean gone = refused.error().endsWith("_url");
      Http.json(exchange, gone ? 404 : 400, refused.answer());
    }
  }

  private String issue(String prefix, Issued url) {
    String path = prefix + core.workspace().teamId() + "/" + System.nanoTime() + "/" + Ids.hex(12);
    issued.put(path, url);
    return base.get() + path;
  }

  private Issued spend(String path) {
    Issued url = issued.get(path);
    if (url == null) {
      throw new SlackError("invalid_url");
    }
    if (System.nanoTime() - url.atNanos() > core.timing().responseUrlLife().toNanos()) {
      throw new SlackError("expired_url");
    }
    if (url.left().getAndDecrement() <= 0) {
      throw new SlackError("used_url");
    }
    return url;
  }

  private void answer(Issued url, Args args) {
    if (args.flag("delete_original")) {
      delete(url);
    } else if (args.flag("replace_original") && !url.source().isEmpty()) {
      replace(url, Content.required(args));
    } else {
      post(url, args, Content.required(args));
    }
  }

  private void delete(Issued url) {
    if (url.ephemeral()) {
      core.messages().dismiss(url.user(), url.source());
    } else {
      core.messages().remove(url.channel(), url.source());
    }
  }

  private void replace(Issued url, ObjectNode content) {
    if (url.ephemeral()) {
      core.messages().replaceEphemeral(url.user(), url.source(), content);
      return;
    }
    core.messages()
        .change(
            url.channel(),
            url.source(),
            message -> {
              message.remove(java.util.List.of("blocks", "attachments"));
              message.setAll(content);
              Content.markEdited(message, core.workspace());
            });
  }

  private void post(Issued url, Args args, ObjectNode content) {
    ObjectNode message = AppIdentity.sign(content, core.workspace());
    if (args.has("thread_ts")) {
      message.put("thread_ts", args.text("thread_ts"));
    }
    if (args.text("response_type").equals("in_channel")) {
      core.messages().add(url.channel(), message);
    } else {
      core.messages().addEphemeral(url.channel(), url.user(), message);
    }
  }
}
