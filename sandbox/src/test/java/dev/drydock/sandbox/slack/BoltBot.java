package dev.drydock.sandbox.slack;

import static com.slack.api.model.block.Blocks.actions;
import static com.slack.api.model.block.Blocks.asBlocks;
import static com.slack.api.model.block.Blocks.input;
import static com.slack.api.model.block.Blocks.section;
import static com.slack.api.model.block.composition.BlockCompositions.markdownText;
import static com.slack.api.model.block.composition.BlockCompositions.option;
import static com.slack.api.model.block.composition.BlockCompositions.plainText;
import static com.slack.api.model.block.element.BlockElements.asElements;
import static com.slack.api.model.block.element.BlockElements.button;
import static com.slack.api.model.block.element.BlockElements.externalSelect;
import static com.slack.api.model.block.element.BlockElements.plainTextInput;
import static com.slack.api.model.view.Views.view;
import static com.slack.api.model.view.Views.viewSubmit;
import static com.slack.api.model.view.Views.viewTitle;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.app_backend.interactive_components.response.BlockSuggestionResponse;
import com.slack.api.app_backend.interactive_components.response.Option;
import com.slack.api.bolt.App;
import com.slack.api.bolt.AppConfig;
import com.slack.api.bolt.socket_mode.SocketModeApp;
import com.slack.api.methods.MethodsClient;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.view.View;
import com.slack.api.socket_mode.SocketModeClient;
import com.slack.api.util.http.SlackHttpClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A small bot made with Slack's own SDK, the client side of these tests. */
final class BoltBot implements AutoCloseable {
  final AtomicInteger presses = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  final CountDownLatch never = new CountDownLatch(1);
  final App app;
  final Slack slack;
  private final String token;
  private final ExecutorService work = Executors.newFixedThreadPool(4);
  private SocketModeApp sockets;

  BoltBot(FakeSlack fake) {
    SlackConfig config = new SlackConfig();
    config.setMethodsEndpointUrlPrefix(fake.apiPrefix());
    config.setProxyUrl(null);
    config.setHttpClientReadTimeoutMillis(3_000);
    slack = Slack.getInstance(config, SlackHttpClient.buildSlackHttpClient(config));
    token = fake.botToken();
    app =
        new App(
            AppConfig.builder()
                .slack(slack)
                .singleTeamBotToken(token)
                .signingSecret(fake.signingSecret())
                .authTestCacheExpirationMillis(-1)
                .build());
    handlers();
  }

  BoltBot overSockets(FakeSlack fake) throws Exception {
    sockets = new SocketModeApp(fake.appToken(), app, SocketModeClient.Backend.JavaWebSocket, 10);
    sockets.startAsync();
    fake.awaitConnection();
    return this;
  }

  MethodsClient client() {
    return slack.methods(token);
  }

  private void handlers() {
    app.command("/migrate", (req, ctx) -> command(req.getPayload().getText(), req, ctx));
    app.viewSubmission(
        "start",
        (req, ctx) -> {
          var values = req.getPayload().getView().getState().getValues();
          String name = values.get("plan").get("name").getValue();
          if (!name.matches("[a-z]+")) {
            return ctx.ack(r -> r.responseAction("errors").errors(Map.of("plan", "Use a-z.")));
          }
          String channel = req.getPayload().getView().getPrivateMetadata();
          work.execute(() -> post(channel, name));
          return ctx.ack();
        });
    app.viewClosed(
        "start",
        (req, ctx) -> {
          closed.incrementAndGet();
          return ctx.ack();
        });
    app.blockSuggestion(
        "app",
        (req, ctx) ->
            ctx.ack(
                BlockSuggestionResponse.builder()
                    .options(
                        List.of(
                            Option.builder()
                                .text(plainText(req.getPayload().getValue() + "-db"))
                                .value("v1")
                                .build()))
                    .build()));
    app.blockAction("approve", (req, ctx) -> approve(req, ctx));
  }

  private com.slack.api.bolt.response.Response command(
      String text,
      com.slack.api.bolt.request.builtin.SlashCommandRequest req,
      com.slack.api.bolt.context.builtin.SlashCommandContext ctx)
      throws java.io.IOException {
    if (text.equals("help")) {
      return ctx.ack("Type `/migrate keeper 1.9.0`");
    }
    if (text.equals("hang")) {
      try {
        never.await();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    }
    if (text.equals("later")) {
      ctx.respond("told you later");
      return ctx.ack();
    }
    if (text.startsWith("form")) {
      work.submit(
          () ->
              ctx.client()
                  .viewsOpen(r -> r.triggerId(ctx.getTriggerId()).view(form(ctx.getChannelId()))));
      return ctx.ack();
    }
    work.execute(() -> post(ctx.getChannelId(), text));
    return ctx.ack();
  }

  private com.slack.api.bolt.response.Response approve(
      com.slack.api.bolt.request.builtin.BlockActionRequest req,
      com.slack.api.bolt.context.builtin.ActionContext ctx)
      throws java.io.IOException {
    presses.incrementAndGet();
    String user = req.getPayload().getUser().getId();
    if (user.equals("U0ANA")) {
      work.submit(() -> ctx.respond(r -> r.text("You cannot approve your own run.")));
      return ctx.ack();
    }
    String channel = req.getPayload().getChannel().getId();
    String ts = req.getPayload().getContainer().getMessageTs();
    work.submit(
        () ->
            ctx.client()
                .chatUpdate(
                    r ->
                        r.channel(channel)
                            .ts(ts)
                            .text("approved")
                            .blocks(
                                asBlocks(
                                    section(
                                        s ->
                                            s.text(
                                                markdownText("approved by <@" + user + ">")))))));
    return ctx.ack();
  }

  private void post(String channel, String name) {
    try {
      client().chatPostMessage(r -> r.channel(channel).text("waiting").blocks(card(name)));
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  static List<LayoutBlock> card(String name) {
    return asBlocks(
        section(s -> s.text(markdownText("*" + name + "* waits for approval"))),
        actions(
            a ->
                a.elements(
                    asElements(
                        button(
                            b ->
                                b.actionId("approve")
                                    .style("primary")
                                    .value("7F3A")
                                    .text(plainText("Approve"))),
                        button(b -> b.actionId("sql").value("7F3A").text(plainText("SQL")))))));
  }

  static View form(String channel) {
    return view(
        v ->
            v.type("modal")
                .callbackId("start")
                .privateMetadata(channel)
                .notifyOnClose(true)
                .title(viewTitle(t -> t.type("plain_text").text("Start a migration")))
                .submit(viewSubmit(s -> s.type("plain_text").text("Request")))
                .blocks(
                    asBlocks(
                        input(
                            i ->
                                i.blockId("plan")
                                    .label(plainText("Plan"))
                                    .element(plainTextInput(p -> p.actionId("name")))),
                        input(
                            i ->
                                i.blockId("app")
                                    .optional(true)
                                    .label(plainText("App"))
                                    .element(
                                        externalSelect(
                                            e ->
                                                e.actionId("app")
                                                    .initialOption(
                                                        option(
                                                            plainText("keeper"), "keeper"))))))));
  }

  @Override
  public void close() throws Exception {
    never.countDown();
    work.shutdownNow();
    if (sockets != null) {
      SocketModeClient client = sockets.getClient();
      sockets.close();
      client.close();
    }
    slack.close();
  }
}
