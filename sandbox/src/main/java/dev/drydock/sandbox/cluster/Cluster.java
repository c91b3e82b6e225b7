package dev.drydock.sandbox.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A Kubernetes cluster of one node in this JVM: an API server on a port of 127.0.0.1, and pods that
 * are processes of this machine. What it does and does not do: see the package.
 */
public final class Cluster implements AutoCloseable {
  private final String id = UUID.randomUUID().toString().substring(24);
  private final Vertx vertx;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Loop loop = new Loop();
  private final Store store = new Store();
  private final Registry registry = new Registry(store);
  private final Faults faults = new Faults();
  private final Connections connections = new Connections();
  private final Kubelet kubelet;
  private final Services services;
  private final URI apiServer;

  private Cluster(Path workDir, Images images, Timing timing, int port) {
    vertx = Vertx.vertx(quiet());
    Ports ports = new Ports();
    Events events = new Events(store);
    Path pods = directory(workDir.toAbsolutePath().resolve("pods"));
    kubelet =
        new Kubelet(new Node(id, registry, images, faults, events, loop, ports, timing, pods));
    services = new Services(vertx, registry, ports);
    connect(events, timing);
    faults.connect(new Actions());
    List.of("default", "kube-system").forEach(this::createNamespace);
    Streams streams = new Streams(vertx, store, kubelet, loop, faults);
    ApiServer server =
        new ApiServer(vertx, new Access(faults), new Resources(registry), streams, connections);
    int real =
        await(server.server().listen(port).toCompletionStage().toCompletableFuture()).actualPort();
    apiServer = URI.create("http://127.0.0.1:" + real);
  }

  /** Starts an empty cluster on a free port, with Kubernetes' own back-off times. */
  public static Cluster start(Path workDir, Images images) {
    return start(workDir, images, Timing.DEFAULT, 0);
  }

  /**
   * Starts an empty cluster.
   *
   * @param workDir for logs and volumes; emptied pod by pod as they go
   * @param port of the API server; 0 for a free one
   */
  public static Cluster start(Path workDir, Images images, Timing timing, int port) {
    return new Cluster(workDir, images, timing, port);
  }

  private static VertxOptions quiet() {
    FileSystemOptions files =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    return new VertxOptions().setEventLoopPoolSize(2).setFileSystemOptions(files);
  }

  private static Path directory(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connect(Events events, Timing timing) {
    DeploymentController deployments = new DeploymentController(registry, events, loop);
    ReplicaSetController replicaSets = new ReplicaSetController(registry, events, loop);
    JobController jobs = new JobController(registry, events, loop, timing);
    GarbageCollector garbage = new GarbageCollector(registry, loop);
    store.subscribe(
        event -> {
          if (!event.key().kind().equals(Kind.EVENT)) {
            loop.run(() -> kubelet.on(event));
            loop.run(() -> replicaSets.on(event));
            loop.run(() -> deployments.on(event));
            loop.run(() -> jobs.on(event));
            loop.run(() -> garbage.on(event));
          }
          if (event.key().kind().equals(Kind.SERVICE)) {
            loop.run(() -> services.on(event));
          } else if (event.key().kind().equals(Kind.NAMESPACE)
              && event.type() == StoreEvent.Type.ADDED) {
            createServiceAccount(event.key().name());
          }
        });
  }

  private void createNamespace(String name) {
    var namespace = Json.object();
    namespace.putObject("metadata").put("name", name);
    registry.create(Kind.NAMESPACE, "", namespace, Writer.CONTROLLER);
  }

  private void createServiceAccount(String namespace) {
    var account = Json.object();
    account.putObject("metadata").put("name", "default");
    registry.create(Kind.SERVICE_ACCOUNT, namespace, account, Writer.CONTROLLER);
  }

  /** {@code http://127.0.0.1:port}, without a path. */
  public URI apiServer() {
    return apiServer;
  }

  /** A kubeconfig as YAML; its context is {@code sandbox}, its namespace {@code default}. */
  public String kubeconfig() {
    return """
        apiVersion: v1
        kind: Config
        clusters:
          - name: sandbox
            cluster: {server: "%s"}
        users:
          - name: drydock
            user: {token: sandbox}
        contexts:
          - name: sandbox
            context: {cluster: sandbox, user: drydock, namespace: default}
        current-context: sandbox
        """
        .formatted(apiServer);
  }

  /** What can be made to go wrong. */
  public Faults faults() {
    return faults;
  }

  /**
   * Where a Service is reached from this machine.
   *
   * @throws RuntimeException if there is no such Service
   */
  public URI service(String namespace, String name) {
    return services.uri(namespace, name);
  }

  /** Kills every process of every pod, frees every port. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    CompletableFuture<List<ContainerProcess>> running = new CompletableFuture<>();
    loop.run(
        () -> {
          kubelet.shutDown();
          running.complete(kubelet.processes());
        });
    await(running).forEach(ContainerProcess::kill);
    services.close();
    await(vertx.close().toCompletionStage().toCompletableFuture());
    loop.close();
    ProcessTree.kill(id);
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the cluster does not start or stop", e);
    }
  }

  private final class Actions implements Faults.Actions {
    @Override
    public void apiServerDown(Duration time) {
      connections.setDown(true);
      store.forget();
      loop.after(time, () -> connections.setDown(false));
    }

    @Override
    public void oomKill(String namespace, String pod, String container) {
      loop.run(
          () ->
              worker(namespace, pod)
                  .container(container)
                  .map(ContainerWorker::process)
                  .ifPresent(p -> loop.work(p::killForMemory)));
    }

    @Override
    public void evict(String namespace, String pod, String message) {
      loop.run(() -> worker(namespace, pod).fail("Evicted", message));
    }

    @Override
    public void nodeLost(String namespace, String pod, boolean isLost) {
      PodWorker worker = worker(namespace, pod);
      loop.run(
          () -> {
            worker.nodeLost(isLost);
            if (isLost) {
              deleteByTaint(new Key(Kind.POD, namespace, pod));
            }
          });
    }

    private void deleteByTaint(Key key) {
      registry.editStatus(
          key,
          p ->
              Conditions.set(
                  Json.child(p, "status"),
                  "DisruptionTarget",
                  "True",
                  "DeletionByTaintManager",
                  "Taint manager: deleting due to NoExecute taint"));
      registry.delete(key, DeleteOptions.BACKGROUND);
    }

    @Override
    public void schedulingChanged() {
      loop.run(kubelet::schedulingChanged);
    }

    private PodWorker worker(String namespace, String pod) {
      var object = registry.require(new Key(Kind.POD, namespace, pod));
      return kubelet.worker(Meta.uid(object)).orElseThrow();
    }
  }
}
