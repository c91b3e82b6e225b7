package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The probes of one run of a container. Lives on the loop; the checks themselves do not. */
final class Probes {
  /**
   * Until a probe succeeds for the first time it is tried this often, not to waste anybody's time.
   */
  private static final Duration EAGER = Duration.ofMillis(100);

  private final Loop loop;
  private final PodWorker pod;
  private final ContainerWorker container;
  private final ContainerProcess process;
  private final List<Series> running = new ArrayList<>();
  private boolean started;
  private boolean ready;
  private boolean ended;

  Probes(Loop loop, PodWorker pod, ContainerWorker container) {
    this.loop = loop;
    this.pod = pod;
    this.container = container;
    this.process = container.process();
  }

  boolean started() {
    return started;
  }

  boolean ready() {
    return started && ready;
  }

  void begin() {
    if (container.spec().has("startupProbe")) {
      new Series("startupProbe").begin();
    } else {
      afterStart();
    }
  }

  private void afterStart() {
    started = true;
    ready = !container.spec().has("readinessProbe");
    if (!ready) {
      new Series("readinessProbe").begin();
    }
    if (container.spec().has("livenessProbe")) {
      new Series("livenessProbe").begin();
    }
    pod.changed();
  }

  void end() {
    ended = true;
    running.forEach(Series::cancel);
  }

  /** The tries of one probe. */
  private final class Series {
    private final String name;
    private final JsonNode spec;
    private final ProbeCheck check;
    private final Duration period;
    private Runnable timer = () -> {};
    private long lastCounted = System.nanoTime();
    private boolean succeededOnce;
    private int successes;
    private int failures;

    Series(String name) {
      this.name = name;
      this.spec = container.spec().get(name);
      this.check = new ProbeCheck(spec, process, pod, container.spec());
      this.period = Duration.ofSeconds(spec.path("periodSeconds").asInt(10));
    }

    void begin() {
      running.add(this);
      later(Duration.ofSeconds(spec.path("initialDelaySeconds").asInt()));
    }

    private void later(Duration delay) {
      if (!ended) {
        timer = loop.after(delay, () -> loop.work(this::check));
      }
    }

    void cancel() {
      timer.run();
    }

    private void check() {
      String problem = check.run();
      loop.run(() -> result(problem));
    }

    private void result(String problem) {
      if (ended || (name.equals("startupProbe") && started)) {
        return;
      }
      if (problem.isEmpty()) {
        success();
      } else {
        failure(problem);
      }
      boolean eager = !succeededOnce && period.compareTo(EAGER) > 0;
      if (!(name.equals("startupProbe") && started)) {
        later(eager ? EAGER : period);
      }
    }

    private void success() {
      succeededOnce = true;
      failures = 0;
      if (++successes < spec.path("successThreshold").asInt(1)) {
        return;
      }
      if (name.equals("startupProbe")) {
        afterStart();
      } else if (name.equals("readinessProbe") && !ready) {
        ready = true;
        pod.changed();
      }
    }

    private void failure(String problem) {
      successes = 0;
      long now = System.nanoTime();
      if (!succeededOnce && now - lastCounted < period.toNanos()) {
        return;
      }
      lastCounted = now;
      failures++;
      String kind = name.replace("Probe", "");
      String title = kind.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + kind.substring(1);
      pod.event(false, "Unhealthy", title + " probe failed: " + problem);
      if (failures < spec.path("failureThreshold").asInt(3)) {
        return;
      }
      if (name.equals("readinessProbe")) {
        if (ready) {
          ready = false;
          pod.changed();
        }
      } else {
        String text = "Container " + container.name() + " failed " + kind + " probe";
        pod.event(true, "Killing", text + ", will be restarted");
        failures = 0;
        pod.stop(container);
      }
    }
  }
}
