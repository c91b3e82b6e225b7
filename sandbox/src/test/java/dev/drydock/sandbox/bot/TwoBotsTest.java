package dev.drydock.sandbox.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.database.postgres.TestPostgres;
import dev.drydock.activities.ledger.LedgerPool;
import dev.drydock.activities.ledger.LedgerSchema;
import dev.drydock.activities.ledger.PostgresCards;
import dev.drydock.bot.slack.FakeDesk;
import dev.drydock.bot.slack.MemoryCards;
import dev.drydock.bot.slack.SlackBot;
import dev.drydock.bot.slack.Story;
import dev.drydock.sandbox.slack.Message;
import dev.drydock.sandbox.slack.View;
import dev.drydock.workflows.book.CardStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two bots on one Slack and one ledger whose cards are in a real PostgreSQL. */
class TwoBotsTest {
  private static final Duration SOON = Duration.ofSeconds(12);
  private static TestPostgres postgres;
  private static LedgerPool pool;
  private final List<Bot> bots = new ArrayList<>();
  private BotWorld world;

  private record Bot(SlackBot bot, MortalCards cards) {
    void kill() {
      cards.die();
      bot.kill();
    }
  }

  @BeforeAll
  static void database() throws Exception {
    postgres = TestPostgres.start();
    LedgerSchema.update(postgres.ledger(), TestPostgres.SECRETS);
    pool = LedgerPool.reader(postgres.ledger(), TestPostgres.SECRETS);
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    pool.close();
    postgres.close();
  }

  @BeforeEach
  void world() throws Exception {
    postgres.superuser("ledger", "TRUNCATE drydock.cards");
    world = new BotWorld("socket");
  }

  @AfterEach
  void stop() {
    bots.forEach(each -> each.bot().kill());
    world.close();
  }

  private Bot start() {
    MortalCards cards = new MortalCards(new PostgresCards(pool));
    Bot bot = new Bot(world.newBot(world.desk, cards), cards);
    bot.bot().start();
    bots.add(bot);
    Awaitility.await().until(() -> bot.bot().health().connected());
    return bot;
  }

  private void replace(Bot bot) {
    bot.kill();
    bots.remove(bot);
    start();
  }

  private static final List<Consumer<Story>> CHAPTERS =
      List.of(
          Story::waiting,
          story -> story.decided("ben", true, ""),
          story -> story.decided("cleo", true, "").gateClosed("approved"),
          Story::down,
          story -> story.began(dev.drydock.workflows.Step.UPGRADE, "Schema.Upgrade"),
          story ->
              story.closed(dev.drydock.workflows.Outcome.UPGRADED, "", 17, List.of("ben", "cleo")));

  /** What one bot alone tells of such a run, line by line. */
  private static List<String> expected() throws Exception {
    try (BotWorld alone = new BotWorld("socket")) {
      alone.started();
      CHAPTERS.forEach(chapter -> chapter.accept(alone.story("keeper-1")));
      MemoryCards cards = alone.cards;
      Awaitility.await().atMost(SOON).until(() -> isTold(alone, cards, "keeper-1"));
      return lines(alone, "keeper-1");
    }
  }

  private static boolean isTold(BotWorld world, CardStore cards, String run) {
    return cards
        .find(run)
        .filter(card -> card.toldSeq() == world.book.find(run).orElseThrow().seq())
        .isPresent();
  }

  private static List<Message> cardsOf(BotWorld world, String run) {
    return world.slack.channel(BotWorld.CHANNEL).messages().stream()
        .filter(m -> "drydock_card".equals(m.metadata().path("event_type").asText()))
        .filter(m -> m.metadata().path("event_payload").path("run").asText().equals(run))
        .toList();
  }

  private static List<String> lines(BotWorld world, String run) {
    return cardsOf(world, run).stream()
        .flatMap(card -> world.slack.channel(BotWorld.CHANNEL).thread(card.ts()).stream().skip(1))
        .flatMap(reply -> Stream.of(reply.text().split("\n")))
        .map(line -> line.replaceAll("<!date[^>]*>", "<!date>"))
        .map(line -> line.replaceAll("sha256:\\w+", "sha256:..."))
        .toList();
  }

  private void awaitTold(Duration atMost, String... runs) {
    CardStore cards = new PostgresCards(pool);
    for (String run : runs) {
      Awaitility.await().atMost(atMost).until(() -> isTold(world, cards, run));
    }
  }

  private void assertOnce(List<String> expected, String... runs) {
    for (String run : runs) {
      assertThat(cardsOf(world, run)).as("cards of " + run).hasSize(1);
      assertThat(cardsOf(world, run).get(0).allText()).contains("Upgraded: keeper");
      assertThat(lines(world, run)).as("thread of " + run).isEqualTo(expected);
    }
  }

  @Test
  void twoBotsWriteEverythingOnce() throws Exception {
    List<String> expected = expected();
    start();
    start();
    String[] runs = {"keeper-1", "keeper-2", "keeper-3", "keeper-4"};
    for (Consumer<Story> chapter : CHAPTERS) {
      for (String run : runs) {
        chapter.accept(world.story(run));
      }
      Thread.sleep(700);
    }
    awaitTold(Duration.ofSeconds(40), runs);
    assertOnce(expected, runs);
    assertThat(world.slack.calls("conversations.history")).isEmpty();
    assertThat(world.slack.calls("conversations.replies")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void oneIsKilledAtRandomMoments(long seed) throws Exception {
    List<String> expected = expected();
    Random random = new Random(seed);
    start();
    start();
    String[] runs = {"keeper-1", "keeper-2", "keeper-3"};
    for (Consumer<Story> chapter : CHAPTERS) {
      for (String run : runs) {
        chapter.accept(world.story(run));
      }
      Thread.sleep(random.nextInt(900));
      replace(bots.get(random.nextInt(2)));
    }
    awaitTold(Duration.ofSeconds(60), runs);
    assertOnce(expected, runs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"posting", "posted", "drawn", "telling", "told", "renew"})
  void theOtherGoesOnWhereOneDied(String call) throws Exception {
    List<String> expected = expected();
    Bot first = start();
    first.cards().dieAt(call::equals);
    CHAPTERS.get(0).accept(world.story("keeper-1"));
    if (call.equals("drawn") || call.equals("renew")) {
      awaitTold(SOON, "keeper-1");
      CHAPTERS.get(1).accept(world.story("keeper-1"));
    }
    Awaitility.await().atMost(SOON).until(() -> first.cards().isDead());
    start();
    long died = System.nanoTime();
    first.kill();
    awaitTold(SOON, "keeper-1");
    Duration took = Duration.ofNanos(System.nanoTime() - died);
    assertThat(took).as("until the other went on").isLessThan(Duration.ofSeconds(11));
    int done = call.equals("drawn") || call.equals("renew") ? 2 : 1;
    CHAPTERS.stream().skip(done).forEach(chapter -> chapter.accept(world.story("keeper-1")));
    awaitTold(SOON, "keeper-1");
    assertOnce(expected, "keeper-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"posting", "telling"})
  void aBotThatSleptPastItsLeaseDoesNotWrite(String call) throws Exception {
    List<String> expected = expected();
    Bot sleeper = start();
    sleeper.cards().sleepAfter(call, 14_000);
    CHAPTERS.get(0).accept(world.story("keeper-1"));
    Awaitility.await().atMost(SOON).until(() -> sleeper.cards().isSleeping());
    start();
    awaitTold(SOON, "keeper-1");
    assertThat(sleeper.cards().isSleeping()).as("the other wrote meanwhile").isTrue();
    Awaitility.await().atMost(SOON).until(() -> !sleeper.cards().isSleeping());
    CHAPTERS.stream().skip(1).forEach(chapter -> chapter.accept(world.story("keeper-1")));
    awaitTold(SOON, "keeper-1");
    assertOnce(expected, "keeper-1");
  }

  @Test
  void anotherBotAnswersAFormThatTheFirstOpened() throws Exception {
    try (BotWorld http = new BotWorld("http")) {
      FakeDesk otherDesk = new FakeDesk(http.book, "keeper", "tower");
      http.started();
      SlackBot other = http.newBot(otherDesk, http.cards);
      other.start();
      try {
        Awaitility.await().until(() -> other.health().connected());
        http.story("keeper-41").waiting();
        otherDesk.story("keeper-41");
        Message card = http.card("keeper-41", "Waiting for 2 approvals");
        http.ben().press(card.ts(), "reject");
        View form = http.slack.awaitView("U0BEN", view -> true);
        http.slack.connectHttp(URI.create("http://127.0.0.1:" + other.port() + "/slack/events"));
        http.ben().submit(form.id(), Map.of("reason", "not today"));
        http.slack.awaitEphemeral("U0BEN", m -> m.allText().contains("Rejected."));
        assertThat(http.desk.asked()).isEmpty();
        assertThat(otherDesk.asked()).containsExactly("reject keeper-41 by ben[S0APPROVE]");
      } finally {
        other.close();
      }
    }
  }
}
