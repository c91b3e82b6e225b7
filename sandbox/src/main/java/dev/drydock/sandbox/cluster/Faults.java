package dev.drydock.sandbox.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** What goes wrong in the cluster, on demand. Everything is off at first. Safe for many threads. */
public final class Faults {
  /** How an exec loses its client. */
  public enum ExecEnd {
    /** The WebSocket is closed in good order, but no status is sent. */
    CLOSED,
    /** The connection is cut. */
    CUT
  }

  record Denial(String verb, String resource, String name) {
    boolean covers(String verb, String resource, String name) {
      return matches(this.verb, verb)
          && matches(this.resource, resource)
          && (this.name.isEmpty() || this.name.equals(name));
    }

    private static boolean matches(String rule, String value) {
      return rule.equals("*") || rule.equals(value);
    }
  }

  /** What tests ask of the kubelet and of the API server. */
  interface Actions {
    void apiServerDown(Duration time);

    void oomKill(String namespace, String pod, String container);

    void evict(String namespace, String pod, String message);

    void nodeLost(String namespace, String pod, boolean isLost);

    void schedulingChanged();
  }

  private final AtomicReference<ExecEnd> nextExec = new AtomicReference<>();
  private final List<Denial> denials = new CopyOnWriteArrayList<>();
  private volatile String unschedulable = "";
  private volatile String user = "drydock";
  private volatile Duration pullDelay = Duration.ZERO;
  private volatile Actions actions;

  void connect(Actions actions) {
    this.actions = actions;
  }

  /** The next exec ends like that instead of with its status; its process lives on. */
  public void dropNextExec(ExecEnd end) {
    nextExec.set(end);
  }

  Optional<ExecEnd> takeExecEnd() {
    return Optional.ofNullable(nextExec.getAndSet(null));
  }

  /**
   * Refuses a verb with 403, and in SelfSubjectAccessReviews.
   *
   * @param verb as in a Role: get, list, watch, create, update, patch, delete; "*" for all
   * @param resource plural, with sub-resource: {@code pods}, {@code pods/exec}; "*" for all
   */
  public void deny(String verb, String resource) {
    denials.add(new Denial(verb, resource, ""));
  }

  /** As {@link #deny(String, String)}, for one name only. */
  public void deny(String verb, String resource, String name) {
    denials.add(new Denial(verb, resource, name));
  }

  /**
   * Everybody who asks is taken for this one.
   *
   * @param name as in a token's subject: {@code system:serviceaccount:drydock:drydock-activity}
   */
  public void user(String name) {
    user = name;
  }

  String user() {
    return user;
  }

  /** Allows everything again. */
  public void allowAll() {
    denials.clear();
  }

  boolean denied(String verb, String resource, String name) {
    return denials.stream().anyMatch(d -> d.covers(verb, resource, name));
  }

  List<Denial> denials() {
    return denials;
  }

  /** Closes every connection to the API server, and each new one for that time. Pods go on. */
  public void apiServerDown(Duration time) {
    actions.apiServerDown(time);
  }

  /**
   * New pods stay Pending with this message, e.g. {@code 0/1 nodes are available: 1 Insufficient
   * memory.}; an empty one lets them all be scheduled.
   */
  public void unschedulable(String message) {
    unschedulable = message;
    actions.schedulingChanged();
  }

  String unschedulable() {
    return unschedulable;
  }

  /** Every pull of an image that is not on the node takes that long. */
  public void pullDelay(Duration delay) {
    pullDelay = delay;
  }

  Duration pullDelay() {
    return pullDelay;
  }

  /** Kills the container as the kernel does for memory: exit code 137, reason OOMKilled. */
  public void oomKill(String namespace, String pod, String container) {
    actions.oomKill(namespace, pod, container);
  }

  /**
   * The pod's node is cut off for so long that the cluster asks for the pod's end: it is
   * terminating and stays so, its processes run on, and its status says that they do. (Logs and
   * exec, which would fail too, still answer.)
   */
  public void nodeLost(String namespace, String pod) {
    actions.nodeLost(namespace, pod, true);
  }

  /** The node is back, and does what it was asked meanwhile. */
  public void nodeBack(String namespace, String pod) {
    actions.nodeLost(namespace, pod, false);
  }

  /** Ends the pod as a node short of memory does: phase Failed, reason Evicted; it is kept. */
  public void evict(String namespace, String pod) {
    actions.evict(namespace, pod, "The node was low on resource: memory.");
  }
}
