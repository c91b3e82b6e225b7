package dev.drydock.sandbox.slack;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A stand-in for Slack's servers on this machine, with a web page for people. Wire formats,
 * signatures, limits and errors are Slack's; what could not be checked against the real one is said
 * in the package's description.
 *
 * <p>The Web API and the page have ports of their own, so that Slack can be down for the app while
 * a person still looks on.
 */
public final class FakeSlack implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Core core;
  private final ApiServer api;
  private final Page page;
  private final RateLimits rates = new RateLimits(System::nanoTime);
  private final Faults faults;
  private final SocketDelivery sockets;
  private final Interactions interactions;
  private final Modals modals;
  private volatile Delivery delivery;

  private FakeSlack(Workspace workspace, int pagePort, String host) throws IOException {
    this.core = Core.create(workspace);
    this.api = new ApiServer(host);
    this.faults = new Faults(new NetLine(this));
    this.sockets = new SocketDelivery(host, core.timing(), faults, core.changes());
    this.delivery = sockets;
    ResponseUrls urls = new ResponseUrls(core, api::base);
    Payloads payloads = new Payloads(core, urls);
    this.interactions = new Interactions(core, payloads, () -> delivery);
    this.modals = new Modals(core, payloads, () -> delivery);
    WebApi web = new WebApi(core, faults, rates, api::base, sockets::newUrl);
    api.serve(web, urls, core.uploads());
    this.page = new Page(pagePort, core, this);
  }

  /**
   * @param pagePort where the page listens; 0 for a free port
   */
  public static FakeSlack start(Workspace workspace, int pagePort) throws IOException {
    return start(workspace, pagePort, "127.0.0.1");
  }

  /**
   * @param host address of this machine on which apps reach it; the page stays on 127.0.0.1
   */
  public static FakeSlack start(Workspace workspace, int pagePort, String host) throws IOException {
    return new FakeSlack(workspace, pagePort, host);
  }

  /** What {@code SlackConfig.setMethodsEndpointUrlPrefix} wants. */
  public String apiPrefix() {
    return api.base() + "/api/";
  }

  public String pageUrl() {
    return page.url();
  }

  public String botToken() {
    return core.identity().botToken();
  }

  public String appToken() {
    return core.identity().appToken();
  }

  public String signingSecret() {
    return core.identity().signingSecret();
  }

  /** From now on commands and interactions are signed POSTs to this URL, no longer envelopes. */
  public void connectHttp(URI eventsUrl) {
    delivery = new HttpDelivery(eventsUrl, signingSecret(), core.timing(), faults);
  }

  /** Back to Socket Mode. */
  public void connectSockets() {
    delivery = sockets;
  }

  /** Open Socket Mode connections that take envelopes; one asked to come back anew does not. */
  public int connections() {
    return sockets.open().size();
  }

  /** Waits until an app is connected. */
  public void awaitConnection() {
    await("a Socket Mode connection", () -> connections() > 0);
  }

  public Workspace workspace() {
    return core.workspace();
  }

  public Faults faults() {
    return faults;
  }

  public RateLimits rateLimits() {
    return rates;
  }

  public Timing timing() {
    return core.timing();
  }

  /** Acting as that person; {@code as("U0ANA").in("C0MIGRATE")}. */
  public As as(String user) {
    return new As(user);
  }

  /** A person who has not sat down in a channel yet. */
  public final class As {
    private final String user;

    private As(String user) {
      this.user = user;
    }

    /** A channel id, or the bot's own user id for the direct conversation with it. */
    public Seat in(String channel) {
      Workspace.Person person = workspace().person(user).orElseThrow();
      boolean bot = channel.equals(workspace().bot().id());
      Workspace.Channel there =
          bot ? workspace().directMessage(user) : workspace().channel(channel).orElseThrow();
      boolean closed = there.isPrivate() || person.limitedTo(workspace().teamId());
      if (closed && !there.members().contains(user)) {
        throw new IllegalArgumentException(person.name() + " cannot see " + there.name());
      }
      return new Seat(person, there, core, interactions, modals);
    }
  }

  public ChannelReader channel(String id) {
    return new ChannelReader(id, core);
  }

  public List<Message> ephemerals(String user) {
    return core.messages().ephemerals(user);
  }

  public Message awaitEphemeral(String user, Predicate<Message> fits) {
    return core.changes()
        .await(PATIENCE, () -> ephemerals(user).stream().filter(fits).findFirst())
        .orElseThrow(() -> new AssertionError("no such ephemeral; there are " + ephemerals(user)));
  }

  /** The person's open modals, the one on top last. */
  public List<View> views(String user) {
    return core.views().open(user);
  }

  public View awaitView(String user, Predicate<View> fits) {
    return core.changes()
        .await(PATIENCE, () -> views(user).stream().filter(fits).reduce((a, b) -> b))
        .orElseThrow(() -> new AssertionError("no such view; there are " + views(user)));
  }

  /** Every call of the Web API so far, oldest first (the last 20,000). */
  /** Contents of the files that were uploaded, by id. */
  public Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    core.uploads().all().forEach(upload -> files.put(upload.id(), upload.bytes().clone()));
    return files;
  }

  public List<Call> calls() {
    return api.calls();
  }

  public List<Call> calls(String method) {
    return calls().stream().filter(c -> c.method().equals(method)).toList();
  }

  /** Looks again after everything that happens in this Slack; fails after 20 seconds. */
  public void await(String what, BooleanSupplier condition) {
    Optional<Boolean> came =
        core.changes()
            .await(PATIENCE, () -> Optional.of(true).filter(yes -> condition.getAsBoolean()));
    if (came.isEmpty()) {
      throw new AssertionError("waited in vain for " + what);
    }
  }

  @Override
  public void close() {
    page.close();
    api.close();
    sockets.server().close();
  }

  /** Whether a command would reach an app now. */
  boolean connected() {
    return delivery != sockets || connections() > 0;
  }

  boolean isDown() {
    return api.isDown();
  }

  ApiServer api() {
    return api;
  }

  void changed() {
    core.changes().happened();
  }

  SocketDelivery sockets() {
    return sockets;
  }
}
