package dev.drydock.bot.slack;

import com.slack.api.Slack;
import com.slack.api.methods.MethodsClient;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.People;
import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.config.DrydockConfig.SlackConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drydock in Slack. Starts while Slack is away and goes on trying; a run never waits for it.
 *
 * <p>Run as many as you like: Slack gives each command to one of them, each card is written by one
 * at a time ({@link Turns}), and whoever is left draws what the ledger holds.
 */
public final class SlackBot implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlackBot.class);
  private static final long LONGEST_WAIT_SECONDS = 60;
  private final Slack slack;
  private final Slack posting;
  private final MethodsClient client;
  private final SlackTokens tokens;
  private final Callers callers;
  private final Cards cards;
  private final Work quick;
  private final Work slow;
  private final BoltApp bolt;
  private final Door door;
  private final ScheduledExecutorService connector =
      Executors.newSingleThreadScheduledExecutor(Threads.named("slack-connect"));
  private volatile boolean connected;
  private volatile String trouble = "not connected yet";
  private long waitSeconds = 1;

  /**
   * How it stands with Slack.
   *
   * @param connected requests come in
   * @param trouble in words; empty when there is none
   */
  public record Health(boolean connected, String trouble) {
    public boolean isWell() {
      return connected && trouble.isEmpty();
    }
  }

  /**
   * HTTP mode listens on all addresses.
   *
   * @throws IllegalArgumentException a token or secret that the mode needs is missing
   */
  public SlackBot(
      SlackConfig config, SlackTokens tokens, Desk desk, CardStore store, People people) {
    this(config, tokens, desk, store, people, null, Cards.Timing.USUAL);
  }

  /**
   * @param listen the address for HTTP mode; null for all
   */
  public SlackBot(
      SlackConfig config,
      SlackTokens tokens,
      Desk desk,
      CardStore store,
      People people,
      InetAddress listen) {
    this(config, tokens, desk, store, people, listen, Cards.Timing.USUAL);
  }

  SlackBot(
      SlackConfig config,
      SlackTokens tokens,
      Desk desk,
      CardStore store,
      People people,
      InetAddress listen,
      Cards.Timing timing) {
    if (tokens.bot() == null || tokens.bot().isBlank()) {
      throw new IllegalArgumentException("Slack's bot token (xoxb-...) is missing");
    }
    this.tokens = tokens;
    this.slack = SlackEdge.client(config.apiUrl());
    this.posting = SlackEdge.sendingOnce(config.apiUrl());
    MethodsClient once = posting.methods(tokens.bot());
    this.client = slack.methods(tokens.bot());
    this.callers = new Callers(client, people, config.teams() == null ? List.of() : config.teams());
    Names names = new Names(people);
    Channels channels = new Channels(desk.apps(), config.channel());
    Answers answers = new Answers(posting, once, config.apiUrl() == null);
    this.quick = new Work("slack-work", 8, 200, answers);
    this.slow = new Work("slack-plans", 3, 20, answers);
    Replies replies = new Replies(desk.book(), names);
    Asks asks = new Asks(desk, callers, answers, channels);
    this.bolt =
        new BoltApp(
            new Commands(desk, callers, asks, answers, replies, once, quick, slow),
            new Presses(desk, store, asks, once, quick),
            new Forms(desk, asks, replies, quick, slow),
            answers);
    Turns turns = new Turns(store);
    this.cards =
        new Cards(
            desk.book(),
            store,
            turns,
            channels,
            new CardView(names),
            new CardPoster(once, turns),
            new CardWriter(once, turns, timing.card()),
            new ThreadLog(once, turns, names, new LogFile(once, desk.book()), timing.reply()),
            timing);
    this.door = door(config, tokens, listen);
  }

  private static Door door(SlackConfig config, SlackTokens tokens, InetAddress listen) {
    if (!"http".equals(config.mode())) {
      return new SocketDoor(tokens.app());
    }
    SignatureGate gate = new SignatureGate(tokens.signingSecret());
    try {
      return new HttpDoor(gate, new InetSocketAddress(listen, config.port()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + config.port(), e);
    }
  }

  /** Returns at once; connects in the background. */
  public void start() {
    cards.start();
    connector.execute(this::connect);
  }

  public Health health() {
    if (!connected) {
      return new Health(false, trouble);
    }
    return door.isOpen()
        ? new Health(true, cards.trouble())
        : new Health(false, "the connection to Slack is down; connecting again");
  }

  /** Where HTTP mode listens; 0 in Socket Mode. */
  public int port() {
    return door instanceof HttpDoor http ? http.port() : 0;
  }

  /** Takes nothing new, answers what was acknowledged, lets a card that is being written end. */
  @Override
  public void close() {
    connector.shutdownNow();
    door.close();
    quick.close();
    slow.close();
    cards.close();
    hangUp();
  }

  /** Ends at once, as if the process had died. */
  public void kill() {
    cards.kill();
    connector.shutdownNow();
    door.close();
    quick.kill();
    slow.kill();
    hangUp();
  }

  private void hangUp() {
    try {
      slack.close();
      posting.close();
    } catch (Exception e) {
      LOG.debug("closing Slack's client: {}", e.toString());
    }
  }

  private void connect() {
    try {
      var self = client.authTest(r -> r);
      if (Calls.TOKEN.contains(String.valueOf(self.getError()))) {
        wrongToken(self.getError());
        return;
      }
      if (!self.isOk()) {
        throw new IOException("auth.test: " + self.getError());
      }
      callers.ownTeam(self.getTeamId());
      door.open(bolt.build(slack, tokens.bot()));
      connected = true;
      trouble = "";
      waitSeconds = 1;
      LOG.info("connected to Slack as {} in {}", self.getUser(), self.getTeam());
    } catch (Exception e) {
      tryAgain("Slack cannot be reached: " + e.getMessage());
    } catch (Error e) { // what is thrown on would end the trying for good
      LOG.error("connecting to Slack", e);
      tryAgain("connecting to Slack broke: " + e);
    }
  }

  /** Does not end the process: other roles may run in it, and a run needs none of this. */
  private void wrongToken(String error) {
    waitSeconds = LONGEST_WAIT_SECONDS;
    tryAgain(
        "Slack refuses the bot token ("
            + error
            + "): give the right one to slack.botToken in drydock.yaml and start anew");
  }

  private void tryAgain(String why) {
    trouble = why;
    LOG.warn("trying again in {} s: {}", waitSeconds, why);
    if (!connector.isShutdown()) {
      connector.schedule(this::connect, waitSeconds, TimeUnit.SECONDS);
      waitSeconds = Math.min(waitSeconds * 2, LONGEST_WAIT_SECONDS);
    }
  }
}
