package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nudges a wait whenever something happens to some pods. It decides nothing: a watch can be blind
 * and say that it is well. One that broke is opened again.
 */
public final class PodWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodWatch.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final String namespace;
  private final LabelSelector selector;
  private final Nudge nudge;
  private Watch watch;
  private Instant lastTry = Instant.MIN;
  private volatile boolean isOpen;

  public PodWatch(
      KubernetesClient client, String namespace, Map<String, String> labels, Nudge nudge) {
    this(client, namespace, new LabelSelector(null, labels), nudge);
  }

  PodWatch(KubernetesClient client, String namespace, LabelSelector selector, Nudge nudge) {
    this.client = client;
    this.namespace = namespace;
    this.selector = selector;
    this.nudge = nudge;
  }

  /** Opens it unless it is open; called at each look. */
  public void keepOpen() {
    Instant now = Instant.now();
    if (isOpen || (!lastTry.equals(Instant.MIN) && now.isBefore(lastTry.plus(BETWEEN_TRIES)))) {
      return;
    }
    lastTry = now;
    close();
    try {
      isOpen = true;
      watch = client.pods().inNamespace(namespace).withLabelSelector(selector).watch(new Nudging());
    } catch (Exception e) {
      // also what broke the hand-shake, which the client throws as it is, checked or not
      isOpen = false;
      LOG.debug("pods {} cannot be watched now", selector, e);
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    isOpen = false;
  }

  private final class Nudging implements Watcher<Pod> {
    @Override
    public void eventReceived(Action action, Pod pod) {
      nudge.now();
    }

    @Override
    public void onClose(WatcherException cause) {
      isOpen = false;
    }
  }
}
