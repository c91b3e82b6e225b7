package dev.drydock.bot;

import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roles that run in this process. Each can be started and stopped by itself, as the sandbox
 * does to prove that killing anything is safe. Safe for many threads.
 */
public final class Serving implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
  private final Wiring wiring;
  private final Map<Role, Running> running = new EnumMap<>(Role.class);
  private final Health health;
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
   * Starts the roles that do not run yet.
   *
   * @throws NotReady with the command that mends it
   * @throws io.grpc.StatusRuntimeException when Temporal cannot be reached
   */
  public synchronized void start(Set<Role> roles) {
    SearchAttributes.require(wiring.temporal());
    for (Role role : roles) {
      if (!running.containsKey(role)) {
        running.put(role, wiring.start(role));
        LOG.info("{} role started", role.word());
      }
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

  /** Why this process is not ready, one line each; empty when it is. */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    if (closing) {
      troubles.add("stopping");
    }
    if (roles().isEmpty()) {
      troubles.add("no role runs");
    }
    snapshot().stream()
        .map(Running::trouble)
        .filter(trouble -> !trouble.isEmpty())
        .forEach(troubles::add);
    try {
      wiring
          .temporal()
          .stubs()
          .blockingStub()
          .withDeadlineAfter(2, TimeUnit.SECONDS)
          .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
    } catch (io.grpc.StatusRuntimeException e) {
      troubles.add("Temporal does not answer: " + e.getStatus().getCode());
    }
    return troubles;
  }

  /** Drains the bot first, so that nobody is answered by half a process; then the workers. */
  @Override
  public void close() {
    closing = true;
    List.of(Role.BOT, Role.ACTIVITY, Role.WORKFLOW).forEach(this::stop);
    if (health != null) {
      health.close();
    }
  }

  /** Where health is told; 0 for nowhere. */
  public int healthPort() {
    return health == null ? 0 : health.port();
  }

  private synchronized List<Running> snapshot() {
    return List.copyOf(running.values());
  }

  private synchronized Running remove(Role role) {
    return running.remove(role);
  }
}
