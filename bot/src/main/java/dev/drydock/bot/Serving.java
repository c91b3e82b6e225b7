package dev.drydock.bot;

import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roles that run in this process. Each can be started and stopped by itself, as the sandbox
 * does to prove that killing anything is safe. Safe for many threads.
 *
 * <p>A server that is away does not end the process: what needs it waits and tries again, and
 * {@link #troubles} says so. What waiting does not mend ends it.
 */
public final class Serving implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration SAY_AGAIN = Duration.ofSeconds(30);
  private final Wiring wiring;
  private final Map<Role, Running> running = new EnumMap<>(Role.class);

  /** Why each role that was asked for does not run yet. */
  private final Map<Role, String> waiting = new EnumMap<>(Role.class);

  private final Health health;
  private final ScheduledExecutorService starter =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "start-roles");
            thread.setDaemon(true);
            return thread;
          });
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Map<String, Lookout> lookouts = new TreeMap<>();
  private boolean attributesChecked;
  private String attributesTrouble = "";
  private Duration pause = Duration.ofSeconds(1);
  private long saidAt = System.nanoTime() - SAY_AGAIN.toNanos();
  private volatile boolean closing;

  /** A role that runs. */
  interface Running {
    /** Why it is not ready; empty when it is. */
    default String trouble() {
      return "";
    }

    /** Takes nothing new, lets go on what runs, and returns when it has ended or time is up. */
    void drain();

    /** Ends at once, as if the process had died. */
    void kill();
  }

  /** Starts nothing yet but the health listener, where one is configured. */
  public Serving(Wiring wiring) {
    this.wiring = wiring;
    var serve = wiring.settings().serve();
    this.health = serve.port() == 0 ? null : new Health(serve.host(), serve.port(), this::troubles);
  }

  /**
   * Starts the roles that do not run yet; those that need a server that is away are started when it
   * is back.
   *
   * @throws NotReady with the command that mends it
   */
  public void start(Set<Role> roles) {
    synchronized (this) {
      roles.stream()
          .filter(role -> !running.containsKey(role))
          .forEach(role -> waiting.put(role, "not started yet"));
      lookOut();
    }
    startWaiting();
    later();
  }

  /**
   * Waits until {@link #close}.
   *
   * @throws NotReady when a server came back and something is missing there
   */
  public void await() throws InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException told
          ? told
          : new IllegalStateException(e.getCause());
    }
  }

  /** Drains one role; nothing when it does not run. */
  public void stop(Role role) {
    Running one = remove(role);
    if (one != null) {
      LOG.info("{} role drains", role.word());
      one.drain();
      LOG.info("{} role stopped", role.word());
    }
  }

  /** Ends one role without letting it finish anything. */
  public void kill(Role role) {
    Running one = remove(role);
    if (one != null) {
      one.kill();
      LOG.info("{} role killed", role.word());
    }
  }

  public synchronized Set<Role> roles() {
    return Set.copyOf(running.keySet());
  }

  /** Why this process is not ready, one line each; empty when it is. Asks nobody outside. */
  public synchronized List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    if (closing) {
      troubles.add("stopping");
    }
    if (running.isEmpty() && waiting.isEmpty()) {
      troubles.add("no role runs");
    }
    waiting.forEach((role, why) -> troubles.add(role.word() + " role waits: " + why));
    Stream.concat(Stream.of(attributesTrouble), lookouts.values().stream().map(Lookout::trouble))
        .filter(trouble -> !trouble.isEmpty())
        .forEach(troubles::add);
    return troubles.stream().distinct().toList();
  }

  /** Drains the bot first, so that nobody is answered by half a process; then the workers. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      waiting.clear();
    }
    starter.shutdownNow();
    List.of(Role.BOT, Role.ACTIVITY, Role.WORKFLOW).forEach(this::stop);
    closeLookouts();
    if (health != null) {
      health.close();
    }
    ended.complete(null);
  }

  /** Where health is told; 0 for nowhere. */
  public int healthPort() {
    return health == null ? 0 : health.port();
  }

  private void lookOut() {
    lookouts.computeIfAbsent("Temporal", name -> new Lookout(name, this::lookAtTemporal));
    if (waiting.containsKey(Role.ACTIVITY) || waiting.containsKey(Role.BOT)) {
      Set<Role> roles = Set.copyOf(waiting.keySet());
      lookouts.computeIfAbsent(
          "the ledger", name -> new Lookout(name, () -> wiring.ledgerTrouble(roles)));
    }
  }

  private synchronized void closeLookouts() {
    lookouts.values().forEach(Lookout::close);
  }

  private String lookAtTemporal() {
    try {
      wiring
          .temporal()
          .stubs()
          .blockingStub()
          .withDeadlineAfter(2, TimeUnit.SECONDS)
          .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
      return "";
    } catch (io.grpc.StatusRuntimeException e) {
      return "Temporal does not answer: " + Passing.words(e.getStatus());
    }
  }

  /** One try of everything that does not run yet. */
  private void startWaiting() {
    String away = checkAttributes();
    for (Role role : rolesWaiting()) {
      // the bot answers people also while Temporal is away: that it is
      String why = role == Role.BOT || away.isEmpty() ? tryToStart(role) : away;
      if (!why.isEmpty()) {
        waits(role, why);
      }
    }
  }

  private String checkAttributes() {
    if (attributesChecked) {
      return "";
    }
    try {
      SearchAttributes.require(wiring.temporal());
      attributesChecked = true;
      attributesTrouble = "";
    } catch (RuntimeException e) {
      attributesTrouble = passing(e);
    }
    return attributesTrouble;
  }

  private String tryToStart(Role role) {
    try {
      add(role, wiring.start(role));
      return "";
    } catch (RuntimeException e) {
      return passing(e);
    }
  }

  /** What is away, in words; anything else goes on up. */
  private String passing(RuntimeException e) {
    if (Passing.isNotFound(e)) {
      String namespace = wiring.temporal().namespace();
      throw new NotReady(
          "Temporal has no namespace " + namespace,
          "temporal operator namespace create --namespace " + namespace);
    }
    return Passing.why(e).orElseThrow(() -> e);
  }

  private void add(Role role, Running one) {
    synchronized (this) {
      if (!closing && waiting.remove(role) != null) {
        running.put(role, one);
        lookouts.put(role.word(), new Lookout(role.word() + " role", one::trouble));
        LOG.info("{} role started", role.word());
        return;
      }
    }
    one.kill();
  }

  private synchronized void waits(Role role, String why) {
    if (waiting.replace(role, why) == null) {
      return;
    }
    long now = System.nanoTime();
    if (now - saidAt >= SAY_AGAIN.toNanos()) {
      saidAt = now;
      LOG.warn("{} role waits, trying again: {}", role.word(), why);
    }
  }

  private synchronized Set<Role> rolesWaiting() {
    return Set.copyOf(waiting.keySet());
  }

  private void later() {
    if (closing || (rolesWaiting().isEmpty() && attributesChecked)) {
      return;
    }
    var unused = starter.schedule(this::again, pause.toMillis(), TimeUnit.MILLISECONDS);
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
  }

  private void again() {
    try {
      startWaiting();
      later();
    } catch (RuntimeException | Error e) {
      if (!closing) {
        ended.completeExceptionally(e);
      }
    }
  }

  private synchronized Running remove(Role role) {
    waiting.remove(role);
    Lookout lookout = lookouts.remove(role.word());
    if (lookout != null) {
      lookout.close();
    }
    return running.remove(role);
  }
}
