package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.sandbox.cluster.Errors.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The refusals that clients are likely to meet; far from all that a real API server checks. */
final class Validation {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile(LABEL.pattern() + "(\\." + LABEL.pattern() + ")*");
  private static final String SUBDOMAIN_RULE =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  private static final String LABEL_RULE =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  private static final Set<String> POD_FIELDS_THAT_MAY_CHANGE =
      Set.of("activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds");

  private final Kind kind;
  private final List<Cause> causes = new ArrayList<>();

  private Validation(Kind kind) {
    this.kind = kind;
  }

  static void created(Kind kind, ObjectNode object) {
    Validation check = new Validation(kind);
    check.name(Meta.name(object));
    check.content(object);
    check.verdict(object);
  }

  static void changed(Kind kind, ObjectNode old, ObjectNode object) {
    Validation check = new Validation(kind);
    check.content(object);
    check.immutable(old, object);
    check.verdict(object);
  }

  private void verdict(JsonNode object) {
    if (!causes.isEmpty()) {
      throw Errors.invalid(kind, Meta.name(object), causes);
    }
  }

  private void name(String name) {
    if (name.isEmpty()) {
      causes.add(Cause.required("metadata.name", "name or generateName is required"));
    } else if (kind.equals(Kind.SERVICE) || kind.equals(Kind.NAMESPACE)) {
      if (name.length() > 63 || !LABEL.matcher(name).matches()) {
        causes.add(Cause.invalid("metadata.name", name, LABEL_RULE));
      }
    } else if (name.length() > 253 || !SUBDOMAIN.matcher(name).matches()) {
      causes.add(Cause.invalid("metadata.name", name, SUBDOMAIN_RULE));
    }
  }

  private void content(JsonNode object) {
    JsonNode spec = Json.at(object, "spec");
    if (kind.equals(Kind.POD)) {
      podSpec("spec", spec);
    } else if (kind.equals(Kind.DEPLOYMENT) || kind.equals(Kind.REPLICA_SET)) {
      replicas(spec);
      selector(spec);
      podSpec("spec.template.spec", Json.at(spec, "template", "spec"));
      onlyRestartPolicy(spec, "Always", Set.of("Always"));
    } else if (kind.equals(Kind.JOB)) {
      podSpec("spec.template.spec", Json.at(spec, "template", "spec"));
      onlyRestartPolicy(spec, "OnFailure\", \"Never", Set.of("OnFailure", "Never"));
    }
  }

  private void replicas(JsonNode spec) {
    int replicas = spec.path("replicas").asInt();
    if (replicas < 0) {
      causes.add(Cause.invalid("spec.replicas", replicas, "must be greater than or equal to 0"));
    }
  }

  private void selector(JsonNode spec) {
    JsonNode selector = Json.at(spec, "selector");
    var labels = Meta.strings(Json.at(spec, "template", "metadata", "labels"));
    if (selector.isEmpty()) {
      causes.add(Cause.required("spec.selector", ""));
    } else if (!Selectors.matches(selector, labels)) {
      causes.add(
          Cause.invalid(
              "spec.template.metadata.labels",
              Json.at(spec, "template", "metadata", "labels"),
              "`selector` does not match template `labels`"));
    }
  }

  private void onlyRestartPolicy(JsonNode spec, String shown, Set<String> allowed) {
    String policy = Json.text(spec, "template", "spec", "restartPolicy");
    if (!allowed.contains(policy)) {
      causes.add(
          new Cause(
              "FieldValueNotSupported",
              "spec.template.spec.restartPolicy",
              "Unsupported value: \"" + policy + "\": supported values: \"" + shown + "\""));
    }
  }

  private void podSpec(String path, JsonNode spec) {
    List<JsonNode> containers = Json.items(spec, "containers");
    if (containers.isEmpty()) {
      causes.add(Cause.required(path + ".containers", ""));
    }
    Set<String> volumes = new HashSet<>();
    Json.items(spec, "volumes").forEach(v -> volumes.add(Json.text(v, "name")));
    Set<String> names = new HashSet<>();
    containers(path + ".initContainers", Json.items(spec, "initContainers"), volumes, names);
    containers(path + ".containers", containers, volumes, names);
  }

  private void containers(
      String path, List<JsonNode> containers, Set<String> volumes, Set<String> names) {
    for (int i = 0; i < containers.size(); i++) {
      JsonNode container = containers.get(i);
      String here = path + "[" + i + "]";
      String name = Json.text(container, "name");
      if (name.isEmpty()) {
        causes.add(Cause.required(here + ".name", ""));
      } else if (!LABEL.matcher(name).matches()) {
        causes.add(Cause.invalid(here + ".name", name, LABEL_RULE));
      } else if (!names.add(name)) {
        causes.add(
            new Cause("FieldValueDuplicate", here + ".name", "Duplicate value: \"" + name + "\""));
      }
      if (Json.text(container, "image").isEmpty()) {
        causes.add(Cause.required(here + ".image", ""));
      }
      resources(here, Json.at(container, "resources"));
      mounts(here, Json.items(container, "volumeMounts"), volumes);
    }
  }

  private void resources(String path, JsonNode resources) {
    Meta.strings(resources.path("requests"))
        .forEach(
            (name, request) -> {
              String limit = Json.text(resources, "limits", name);
              if (!limit.isEmpty() && Amounts.parse(request).compareTo(Amounts.parse(limit)) > 0) {
                causes.add(
                    Cause.invalid(
                        path + ".resources.requests",
                        request,
                        "must be less than or equal to " + name + " limit of " + limit));
              }
            });
  }

  private void mounts(String path, List<JsonNode> mounts, Set<String> volumes) {
    for (int i = 0; i < mounts.size(); i++) {
      String name = Json.text(mounts.get(i), "name");
      if (!volumes.contains(name)) {
        String field = path + ".volumeMounts[" + i + "].name";
        causes.add(new Cause("FieldValueNotFound", field, "Not found: \"" + name + "\""));
      }
    }
  }

  private void immutable(ObjectNode old, ObjectNode object) {
    if (kind.equals(Kind.POD) && !fixed(old).equals(fixed(object))) {
      causes.add(
          Cause.forbidden(
              "spec",
              "pod updates may not change fields other than `spec.containers[*].image`,"
                  + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                  + "`spec.tolerations` (only additions to existing tolerations),"
                  + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
                  + " previously negative)"));
    }
    if (kind.equals(Kind.DEPLOYMENT) || kind.equals(Kind.REPLICA_SET) || kind.equals(Kind.JOB)) {
      unchanged(old, object, "selector");
    }
    if (kind.equals(Kind.JOB)) {
      unchanged(old, object, "template");
    }
    if ((kind.equals(Kind.CONFIG_MAP) || kind.equals(Kind.SECRET))
        && old.path("immutable").asBoolean()
        && !old.path("data").equals(object.path("data"))) {
      causes.add(Cause.forbidden("data", "field is immutable when `immutable` is set"));
    }
  }

  private void unchanged(ObjectNode old, ObjectNode object, String field) {
    JsonNode now = Json.at(object, "spec", field);
    if (!Json.at(old, "spec", field).equals(now)) {
      causes.add(Cause.invalid("spec." + field, now, "field is immutable"));
    }
  }

  private static ObjectNode fixed(ObjectNode pod) {
    ObjectNode spec = Json.child(pod.deepCopy(), "spec");
    spec.remove(POD_FIELDS_THAT_MAY_CHANGE);
    spec.remove("schedulingGates");
    spec.remove("nodeName");
    for (String list : List.of("containers", "initContainers")) {
      Json.items(spec, list).forEach(c -> ((ObjectNode) c).remove("image"));
    }
    return spec;
  }
}
