package dev.drydock.activities.schema;

import dev.drydock.activities.kubernetes.MaintenancePodTemplate;
import dev.drydock.activities.kubernetes.Nudge;
import dev.drydock.activities.kubernetes.PodAt;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams the upgrade's log while it runs: the kubelet forgets what is older than its last file. A
 * lost connection is taken up where it broke.
 */
final class LogFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final PodAt pod;
  private final ToolLog log;
  private final Nudge nudge;
  private LogWatch watch;
  private Instant lastTry = Instant.MIN;
  private volatile boolean isOpen;

  LogFollower(KubernetesClient client, PodAt pod, ToolLog log, Nudge nudge) {
    this.client = client;
    this.pod = pod;
    this.log = log;
    this.nudge = nudge;
  }

  /** Opens the stream unless it is open. Called while the container runs. */
  void keepOpen() {
    if (isOpen || Instant.now().isBefore(lastTry.plus(BETWEEN_TRIES))) {
      return;
    }
    lastTry = Instant.now();
    close();
    log.reconnect();
    try {
      isOpen = true;
      watch = container().watchLog(log);
      watch.onClose().whenComplete((cause, failure) -> closed());
    } catch (Exception e) {
      // also what broke the hand-shake, which the client throws as it is, checked or not
      isOpen = false;
      LOG.debug("log of {} cannot be followed now", pod, e);
    }
  }

  private void closed() {
    isOpen = false;
    nudge.now();
  }

  /** Fetches what the stream may have missed, once the container has ended. */
  void catchUp() {
    close();
    log.reconnect();
    try {
      String rest = container().getLog();
      if (!rest.startsWith("unable to retrieve container logs")) {
        byte[] bytes = rest.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        log.write(bytes, 0, bytes.length);
      }
    } catch (KubernetesClientException e) {
      LOG.warn("the end of the log of {} cannot be fetched", pod, e);
    }
  }

  /** From the last line on; the API cuts the time to whole seconds, the log drops what it has. */
  private io.fabric8.kubernetes.client.dsl.TailPrettyLoggable container() {
    ContainerResource all =
        client
            .pods()
            .inNamespace(pod.namespace())
            .withName(pod.name())
            .inContainer(MaintenancePodTemplate.UPGRADE);
    String newest = log.newestTimestamp();
    return newest.isEmpty() ? all.usingTimestamps() : all.usingTimestamps().sinceTime(newest);
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    isOpen = false;
  }
}
