package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The values a real API server writes into an object that leaves them open. */
final class Defaults {
  private Defaults() {}

  static void fill(Kind kind, ObjectNode object) {
    object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    if (kind.equals(Kind.POD)) {
      podSpec(Json.child(object, "spec"));
      requests(object);
      Json.defaultTo(Json.child(object, "status"), "phase", "Pending");
    } else if (kind.equals(Kind.DEPLOYMENT)) {
      deployment(Json.child(object, "spec"));
    } else if (kind.equals(Kind.REPLICA_SET)) {
      Json.defaultTo(Json.child(object, "spec"), "replicas", 1);
      podSpec(Json.child(object, "spec", "template", "spec"));
    } else if (kind.equals(Kind.JOB)) {
      job(object);
    } else if (kind.equals(Kind.SERVICE)) {
      service(Json.child(object, "spec"));
    } else if (kind.equals(Kind.SECRET)) {
      secret(object);
    } else if (kind.equals(Kind.NAMESPACE)) {
      Json.defaultTo(Json.child(object, "status"), "phase", "Active");
      Json.child(object, "metadata", "labels")
          .put("kubernetes.io/metadata.name", Meta.name(object));
    }
  }

  private static void deployment(ObjectNode spec) {
    Json.defaultTo(spec, "replicas", 1);
    Json.defaultTo(spec, "progressDeadlineSeconds", 600);
    Json.defaultTo(spec, "revisionHistoryLimit", 10);
    ObjectNode strategy = Json.child(spec, "strategy");
    Json.defaultTo(strategy, "type", "RollingUpdate");
    if (Json.text(strategy, "type").equals("RollingUpdate")) {
      ObjectNode rolling = Json.child(strategy, "rollingUpdate");
      Json.defaultTo(rolling, "maxSurge", "25%");
      Json.defaultTo(rolling, "maxUnavailable", "25%");
    }
    podSpec(Json.child(spec, "template", "spec"));
  }

  private static void job(ObjectNode job) {
    ObjectNode spec = Json.child(job, "spec");
    Json.defaultTo(spec, "backoffLimit", 6);
    Json.defaultTo(spec, "completions", 1);
    Json.defaultTo(spec, "parallelism", 1);
    Json.defaultTo(spec, "completionMode", "NonIndexed");
    podSpec(Json.child(spec, "template", "spec"));
    if (!Json.has(spec, "selector") && !Meta.uid(job).isEmpty()) {
      Json.child(spec, "selector", "matchLabels")
          .put("batch.kubernetes.io/controller-uid", Meta.uid(job));
      Json.child(spec, "template", "metadata", "labels")
          .put("batch.kubernetes.io/controller-uid", Meta.uid(job))
          .put("batch.kubernetes.io/job-name", Meta.name(job))
          .put("controller-uid", Meta.uid(job))
          .put("job-name", Meta.name(job));
    }
  }

  private static void service(ObjectNode spec) {
    Json.defaultTo(spec, "type", "ClusterIP");
    Json.defaultTo(spec, "sessionAffinity", "None");
    Json.defaultTo(spec, "clusterIP", "127.0.0.1");
    for (JsonNode port : Json.items(spec, "ports")) {
      if (port instanceof ObjectNode p) {
        Json.defaultTo(p, "protocol", "TCP");
        Json.defaultTo(p, "targetPort", p.path("port"));
      }
    }
  }

  private static void secret(ObjectNode secret) {
    Json.defaultTo(secret, "type", "Opaque");
    Json.at(secret, "stringData")
        .properties()
        .forEach(
            e -> {
              byte[] plain = e.getValue().asText().getBytes(StandardCharsets.UTF_8);
              Json.child(secret, "data").put(e.getKey(), Base64.getEncoder().encodeToString(plain));
            });
    secret.remove("stringData");
  }

  private static void podSpec(ObjectNode spec) {
    Json.defaultTo(spec, "restartPolicy", "Always");
    Json.defaultTo(spec, "terminationGracePeriodSeconds", 30);
    Json.defaultTo(spec, "dnsPolicy", "ClusterFirst");
    Json.defaultTo(spec, "schedulerName", "default-scheduler");
    Json.defaultTo(spec, "securityContext", Json.object());
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : Json.items(spec, list)) {
        if (container instanceof ObjectNode c) {
          container(c);
        }
      }
    }
  }

  /** Who says a limit and no request asks for the limit. In pods only, not in templates. */
  private static void requests(ObjectNode pod) {
    for (JsonNode container : Json.items(pod, "spec", "containers")) {
      Json.at(container, "resources", "limits")
          .properties()
          .forEach(
              e ->
                  Json.defaultTo(
                      Json.child((ObjectNode) container, "resources", "requests"),
                      e.getKey(),
                      e.getValue()));
    }
  }

  private static void container(ObjectNode container) {
    Json.defaultTo(container, "terminationMessagePath", "/dev/termination-log");
    Json.defaultTo(container, "terminationMessagePolicy", "File");
    Json.defaultTo(container, "resources", Json.object());
    Json.defaultTo(container, "imagePullPolicy", pullPolicy(Json.text(container, "image")));
    for (JsonNode port : Json.items(container, "ports")) {
      if (port instanceof ObjectNode p) {
        Json.defaultTo(p, "protocol", "TCP");
      }
    }
    for (String name : List.of("readinessProbe", "livenessProbe", "startupProbe")) {
      if (container.get(name) instanceof ObjectNode probe) {
        probe(probe);
      }
    }
  }

  private static void probe(ObjectNode probe) {
    Json.defaultTo(probe, "periodSeconds", 10);
    Json.defaultTo(probe, "timeoutSeconds", 1);
    Json.defaultTo(probe, "successThreshold", 1);
    Json.defaultTo(probe, "failureThreshold", 3);
    if (probe.get("httpGet") instanceof ObjectNode get) {
      Json.defaultTo(get, "path", "/");
      Json.defaultTo(get, "scheme", "HTTP");
    }
  }

  private static String pullPolicy(String image) {
    boolean digest = image.contains("@");
    String last = image.substring(image.lastIndexOf('/') + 1);
    boolean latest = !digest && (!last.contains(":") || last.endsWith(":latest"));
    return latest ? "Always" : "IfNotPresent";
  }
}
