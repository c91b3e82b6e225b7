package dev.drydock.sandbox.bot;

import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.People;
import dev.drydock.bot.slack.FakeDesk;
import dev.drydock.bot.slack.MemoryBook;
import dev.drydock.bot.slack.MemoryCards;
import dev.drydock.bot.slack.SlackBot;
import dev.drydock.bot.slack.SlackTokens;
import dev.drydock.bot.slack.Story;
import dev.drydock.sandbox.slack.FakeSlack;
import dev.drydock.sandbox.slack.Message;
import dev.drydock.sandbox.slack.Seat;
import dev.drydock.sandbox.slack.Workspace;
import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.config.DrydockConfig.Person;
import dev.drydock.workflows.config.DrydockConfig.SlackConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** The bot, a Slack look-alike, and a ledger in memory. */
final class BotWorld implements AutoCloseable {
  static final String CHANNEL = "C0MIGRATE";
  final FakeSlack slack;
  final MemoryBook book = new MemoryBook();
  final MemoryCards cards = new MemoryCards();
  final FakeDesk desk = new FakeDesk(book, "keeper", "tower");
  SlackBot bot;
  private final String mode;

  BotWorld(String mode) throws IOException {
    this(mode, 0);
  }

  BotWorld(String mode, int pagePort) throws IOException {
    this.mode = mode;
    this.slack = FakeSlack.start(Workspace.demo(), pagePort);
  }

  BotWorld started() {
    bot = newBot();
    bot.start();
    if (mode.equals("http")) {
      slack.connectHttp(URI.create("http://127.0.0.1:" + bot.port() + "/slack/events"));
    }
    Awaitility.await().until(() -> bot.health().connected());
    return this;
  }

  SlackBot newBot() {
    return newBot(desk, cards);
  }

  SlackBot newBot(Desk at, CardStore store) {
    SlackConfig config =
        new SlackConfig(mode, CHANNEL, null, null, null, slack.apiPrefix(), 0, List.of());
    SlackTokens tokens = new SlackTokens(slack.botToken(), slack.appToken(), slack.signingSecret());
    return new SlackBot(config, tokens, at, store, people(), InetAddress.getLoopbackAddress());
  }

  static People people() {
    return new People(
        Map.of(
            "ana", new Person("ana", "U0ANA", "ana"),
            "ben", new Person("ben", "U0BEN", "ben"),
            "cleo", new Person("cleo", "U0CHO", "cleo")));
  }

  Story story(String run) {
    return desk.story(run);
  }

  Seat ana() {
    return slack.as("U0ANA").in(CHANNEL);
  }

  Seat ben() {
    return slack.as("U0BEN").in(CHANNEL);
  }

  Seat cho() {
    return slack.as("U0CHO").in(CHANNEL);
  }

  /** The run's card once it says that. */
  /** As a person sees it, who is slower than Slack's answer to the bot that posted it. */
  Message card(String run, String says) {
    Message card =
        slack
            .channel(CHANNEL)
            .awaitMessage(
                m ->
                    m.metadata().path("event_payload").path("run").asText().equals(run)
                        && m.allText().contains(says));
    Awaitility.await("the bot knows the message that it has posted")
        .until(() -> cards.find(run).filter(known -> card.ts().equals(known.ts())).isPresent());
    return card;
  }

  static Instant minutesAgo(int minutes) {
    return Instant.now().minusSeconds(60L * minutes);
  }

  @Override
  public void close() {
    if (bot != null) {
      bot.close();
    }
    slack.close();
  }
}
