package dev.drydock.sandbox.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Scheduler and kubelet of the one node: a worker for each pod. Lives on the loop. */
final class Kubelet {
  static final String NODE = "sandbox";

  private final Node node;
  private final Map<String, PodWorker> byUid = new HashMap<>();

  Kubelet(Node node) {
    this.node = node;
  }

  void on(StoreEvent event) {
    if (event.key().kind().equals(Kind.POD)) {
      pod(event);
    } else if (event.key().kind().equals(Kind.SECRET)
        || event.key().kind().equals(Kind.CONFIG_MAP)) {
      workers()
          .filter(w -> Meta.namespace(w.pod()).equals(event.key().namespace()))
          .toList()
          .forEach(PodWorker::configurationChanged);
    }
  }

  private void pod(StoreEvent event) {
    String uid = Meta.uid(event.object());
    PodWorker known = byUid.get(uid);
    switch (event.type()) {
      case ADDED -> {
        PodWorker worker = new PodWorker(node, event.object(), () -> byUid.remove(uid));
        byUid.put(uid, worker);
        worker.changed();
      }
      case MODIFIED -> {
        if (known != null) {
          known.updated(event.object());
        }
      }
      case DELETED -> {
        if (known != null) {
          known.deleted();
        }
        schedulingChanged();
      }
    }
  }

  private Stream<PodWorker> workers() {
    return new ArrayList<>(byUid.values()).stream();
  }

  Optional<PodWorker> worker(String uid) {
    return Optional.ofNullable(byUid.get(uid));
  }

  void schedulingChanged() {
    workers().filter(w -> !w.scheduled()).toList().forEach(PodWorker::changed);
  }

  /** Every process there is, to be killed when the cluster ends. */
  List<ContainerProcess> processes() {
    return workers()
        .flatMap(w -> Stream.concat(w.init().stream(), w.main().stream()))
        .map(ContainerWorker::process)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Starts nothing any more. */
  void shutDown() {
    workers().forEach(PodWorker::abandon);
  }
}
