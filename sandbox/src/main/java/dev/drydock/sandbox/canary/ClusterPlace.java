package dev.drydock.sandbox.canary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pods and Secrets that Drydock makes, each as it stood at each moment since this was opened; and
 * the cluster's events. Left out is what is not Drydock's word: values of an environment, which the
 * app's own Deployment shows in the same namespace; a Secret's data; and in the status a
 * container's last words, which the kubelet repeats from its log.
 */
public final class ClusterPlace implements Place, AutoCloseable {
  private static final Map<String, String> OURS = Map.of("app.kubernetes.io/managed-by", "drydock");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final KubernetesClient client;
  private final Map<String, String> seen = new ConcurrentHashMap<>();
  private final Watch pods;
  private final Watch secrets;

  public ClusterPlace(KubernetesClient client) {
    this.client = client;
    pods = client.pods().inAnyNamespace().withLabels(OURS).watch(new Noting<>());
    secrets = client.secrets().inAnyNamespace().withLabels(OURS).watch(new Noting<>());
  }

  @Override
  public String name() {
    return "Kubernetes: Drydock's pods and Secrets without values, and events";
  }

  @Override
  public void show(Shown shown) {
    if (seen.keySet().stream().noneMatch(key -> key.startsWith("Pod "))) {
      throw new IllegalStateException("no pod of Drydock was seen");
    }
    seen.forEach((where, json) -> shown.piece(where, json.getBytes(StandardCharsets.UTF_8)));
    client
        .v1()
        .events()
        .inAnyNamespace()
        .list()
        .getItems()
        .forEach(
            event ->
                shown.piece(
                    "event " + event.getMetadata().getName(),
                    Serialization.asJson(event).getBytes(StandardCharsets.UTF_8)));
  }

  private final class Noting<T extends HasMetadata> implements Watcher<T> {
    @Override
    public void eventReceived(Action action, T resource) {
      String kind = resource instanceof Pod ? "Pod" : "Secret";
      String where =
          kind
              + " "
              + resource.getMetadata().getName()
              + " at "
              + resource.getMetadata().getResourceVersion();
      seen.put(where, withoutValues(resource));
    }

    @Override
    public void onClose(WatcherException cause) {
      seen.put("watch", String.valueOf(cause));
    }
  }

  private static String withoutValues(HasMetadata resource) {
    try {
      ObjectNode json = (ObjectNode) MAPPER.readTree(Serialization.asJson(resource));
      json.remove("data");
      json.at("/status/containerStatuses").forEach(ClusterPlace::withoutLastWords);
      for (JsonNode container : json.at("/spec/containers")) {
        container.path("env").forEach(entry -> ((ObjectNode) entry).remove("value"));
      }
      return json.toString();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void withoutLastWords(JsonNode container) {
    for (String state : new String[] {"/state/terminated", "/lastState/terminated"}) {
      if (container.at(state) instanceof ObjectNode terminated) {
        terminated.remove("message");
      }
    }
  }

  @Override
  public void close() {
    pods.close();
    secrets.close();
  }
}
