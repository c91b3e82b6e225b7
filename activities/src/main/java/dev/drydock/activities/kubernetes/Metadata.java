package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.Reference;
import dev.drydock.workflows.book.Json;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.temporal.activity.Activity;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the API server for an object's metadata alone. It needs the right to {@code get} the whole
 * all the same: Kubernetes knows no smaller one.
 */
final class Metadata {
  private static final String ONLY_METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

  /** With the client's own repetitions. */
  private static final int LONGEST_SECONDS = 25;

  private final KubernetesClient client;

  Metadata(KubernetesClient client) {
    this.client = client;
  }

  /** Of core kinds: {@code secrets}. */
  static String plural(String kind) {
    return kind.toLowerCase(java.util.Locale.ROOT) + "s";
  }

  /**
   * The object's resourceVersion, {@link Reference#UNKNOWN} without the right to look; empty when
   * it is not there.
   *
   * @throws KubernetesClientException when the cluster does not answer
   */
  Optional<String> version(String kind, String namespace, String name) {
    // first, as each look that is refused stands in the cluster's audit log as an attempt
    if (!mayLook(kind, namespace, name)) {
      return Optional.of(Reference.UNKNOWN);
    }
    HttpResponse<String> answer =
        get("api/v1/namespaces/" + namespace + "/" + plural(kind) + "/" + name);
    return switch (answer.code()) {
      case 200 ->
          Optional.of(
              Json.read(answer.body()).at("/metadata/resourceVersion").asText(Reference.UNKNOWN));
      case 403 -> Optional.of(Reference.UNKNOWN);
      case 404 -> Optional.empty();
      default ->
          throw new KubernetesClientException(
              kind + " " + namespace + "/" + name + " cannot be looked at: " + answer.message(),
              answer.code(),
              new Status());
    };
  }

  private boolean mayLook(String kind, String namespace, String name) {
    Map<String, String> verbs = Map.of("get", "notice a change");
    return new Rights(client)
        .isAllowed(new Rule(namespace, "", plural(kind), name, verbs, false), "get");
  }

  private HttpResponse<String> get(String path) {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(client.getMasterUrl() + path)
            .setHeader("Accept", ONLY_METADATA)
            .build();
    try {
      return client
          .getHttpClient()
          .sendAsync(request, String.class)
          .get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Activity.wrap(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new KubernetesClientException("the cluster does not answer", e);
    }
  }
}
