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
 * <p>Run one of it: a second one would tell each thread everything twice. While it is away nothing
 * is lost; whoever comes next draws what the ledger holds.
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
    Answers answers = new Answers(slack, client, config.apiUrl() == null);
    this.quick = new Work("slack-work", 8, 200, answers);
    this.slow = new Work("slack-plans", 3, 20, answers);
    Replies replies = new Replies(desk.book(), names);
    Asks asks = new Asks(desk, callers, answers, channels);
    this.bolt =
        new BoltApp(
            new Commands(desk, callers, asks, answers, replies, client, quick, slow),
            new Presses(desk, store, callers, asks, client, quick),
            new Forms(desk, asks, replies, quick, slow),
            answers);
    this.cards =
        new Cards(
            desk.book(),
            store,
            new CardView(names),
            new CardPoster(once, store, channels, timing.othersMayBePosting()),
            new CardWriter(client, timing.card()),
            new ThreadLog(once, store, names, new LogFile(once, desk.book()), timing.reply()),
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

  @Override
  public void close() {
    connector.shutdownNow();
    door.close();
    quick.close();
    slow.close();
    cards.close();
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
      if (!self.isOk()) {
        throw new IOException("auth.test: " + self.getError());
      }
      callers.ownTeam(self.getTeamId());
      door.open(bolt.build(slack, tokens.bot()));
      connected = true;
      trouble = "";
      LOG.info("connected to Slack as {} in {}", self.getUser(), self.getTeam());
    } catch (Exception e) {
      tryAgain(e);
    }
  }

  private void tryAgain(Exception e) {
    trouble = "Slack cannot be reached: " + e.getMessage();
    LOG.warn("Slack cannot be reached, trying again in {} s: {}", waitSeconds, e.toString());
    if (!connector.isShutdown()) {
      connector.schedule(this::connect, waitSeconds, TimeUnit.SECONDS);
      waitSeconds = Math.min(waitSeconds * 2, LONGEST_WAIT_SECONDS);
    }
  }
}
