package dev.drydock.sandbox.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code pods/log}. */
final class Logs {
  private final Store store;
  private final Kubelet kubelet;
  private final Loop loop;

  Logs(Store store, Kubelet kubelet, Loop loop) {
    this.store = store;
    this.kubelet = kubelet;
    this.loop = loop;
  }

  /** Answers on a thread of its own; {@code refuse} gets what cannot be answered. */
  void serve(
      Key key,
      Map<String, String> query,
      HttpServerResponse response,
      java.util.function.Consumer<ApiException> refuse) {
    loop.run(
        () -> {
          try {
            Source source = source(key, query);
            loop.work(() -> send(source, options(query), response));
          } catch (ApiException e) {
            refuse.accept(e);
          }
        });
  }

  /** {@code process} is null if it has ended; {@code path} is null if the log is lost. */
  private record Source(Path path, ContainerProcess process, String containerId) {}

  private Source source(Key key, Map<String, String> query) {
    var pod = store.get(key).orElseThrow(() -> Errors.notFound(Kind.POD, key.name()));
    String name = Containers.choose(pod, query.get("container"));
    ContainerWorker container =
        kubelet
            .worker(Meta.uid(pod))
            .flatMap(w -> w.container(name))
            .orElseThrow(() -> waiting(key, name, "ContainerCreating"));
    int run = container.restarts();
    if ("true".equals(query.get("previous"))) {
      if (run == 0) {
        throw Errors.badRequest(
            "previous terminated container \""
                + name
                + "\" in pod \""
                + key.name()
                + "\" not found");
      }
      return new Source(container.logFile(run - 1), null, "");
    }
    if (container.process() != null) {
      return new Source(container.logFile(run), container.process(), container.process().id());
    }
    if (container.state() instanceof ContainerState.Terminated t) {
      boolean lost = !container.logFile(run).toFile().exists();
      return new Source(lost ? null : container.logFile(run), null, t.containerId());
    }
    if (container.last() != null) {
      return new Source(container.logFile(run), null, container.last().containerId());
    }
    String reason = ((ContainerState.Waiting) container.state()).reason();
    throw waiting(key, name, reason);
  }

  private static ApiException waiting(Key key, String container, String reason) {
    boolean image = reason.contains("mage");
    String tail = image ? "trying and failing to pull image" : reason;
    return Errors.badRequest(
        "container \""
            + container
            + "\" in pod \""
            + key.name()
            + "\" is waiting to start: "
            + tail);
  }

  private static LogReader.Options options(Map<String, String> query) {
    Instant since = null;
    if (query.containsKey("sinceTime")) {
      since = OffsetDateTime.parse(query.get("sinceTime")).toInstant();
      since = since.truncatedTo(ChronoUnit.SECONDS);
    } else if (query.containsKey("sinceSeconds")) {
      since = Instant.now().minusSeconds(Long.parseLong(query.get("sinceSeconds")));
    }
    return new LogReader.Options(
        "true".equals(query.get("timestamps")),
        since,
        Integer.parseInt(query.getOrDefault("tailLines", "-1")),
        Long.parseLong(query.getOrDefault("limitBytes", "-1")),
        "true".equals(query.get("follow")));
  }

  private static void send(Source source, LogReader.Options options, HttpServerResponse response) {
    response.setChunked(true).putHeader("Content-Type", "text/plain");
    try {
      if (source.path() == null) {
        response.end("unable to retrieve container logs for " + source.containerId());
        return;
      }
      Sender sender = new Sender(response, options.limitBytes());
      LogReader reader = new LogReader(source.path(), options);
      boolean goOn = sender.write(reader.read());
      while (goOn && options.follow() && source.process() != null) {
        boolean ended = source.process().log().ended();
        goOn = sender.write(reader.read()) && !ended;
        if (goOn) {
          source.process().log().awaitMore(reader.position());
        }
      }
      response.end();
    } catch (IOException e) {
      response.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes no faster than the client reads. */
  private static final class Sender {
    private final HttpServerResponse response;
    private long left;

    Sender(HttpServerResponse response, long limitBytes) {
      this.response = response;
      this.left = limitBytes < 0 ? Long.MAX_VALUE : limitBytes;
      response.write(Buffer.buffer());
    }

    /** False if there is no use in writing more. */
    boolean write(byte[] bytes) throws InterruptedException {
      int length = (int) Math.min(bytes.length, left);
      left -= length;
      for (int at = 0; at < length; at += 65536) {
        if (response.closed()) {
          return false;
        }
        int end = Math.min(length, at + 65536);
        response.write(Buffer.buffer().appendBytes(bytes, at, end - at));
        drain();
      }
      return left > 0 && !response.closed();
    }

    private void drain() throws InterruptedException {
      while (response.writeQueueFull() && !response.closed()) {
        CountDownLatch drained = new CountDownLatch(1);
        response.drainHandler(v -> drained.countDown());
        if (!response.writeQueueFull() || drained.await(1, TimeUnit.SECONDS)) {
          return;
        }
      }
    }
  }
}
