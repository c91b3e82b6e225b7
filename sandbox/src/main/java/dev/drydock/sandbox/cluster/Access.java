package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Who may do what: everybody everything, but for what {@link Faults#deny} refuses. */
final class Access {
  private static final List<String> VERBS =
      List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

  private final Faults faults;

  Access(Faults faults) {
    this.faults = faults;
  }

  /** Refuses with 403 in the API server's words. */
  void check(String verb, Route route) {
    if (!faults.denied(verb, route.resource(), route.name())) {
      return;
    }
    String where =
        route.namespace().isEmpty()
            ? " at the cluster scope"
            : " in the namespace \"" + route.namespace() + "\"";
    String why =
        "User \""
            + faults.user()
            + "\" cannot "
            + verb
            + " resource \""
            + route.resource()
            + "\" in API group \""
            + route.kind().group()
            + "\""
            + where;
    throw Errors.forbidden(route.kind(), route.name(), why);
  }

  /** Answers a SelfSubjectAccessReview. */
  ObjectNode accessReview(ObjectNode review) {
    JsonNode asked = Json.at(review, "spec", "resourceAttributes");
    String sub = Json.text(asked, "subresource");
    String resource = Json.text(asked, "resource") + (sub.isEmpty() ? "" : "/" + sub);
    boolean denied = faults.denied(Json.text(asked, "verb"), resource, Json.text(asked, "name"));
    ObjectNode answer = head(review, "SelfSubjectAccessReview");
    ObjectNode status = answer.putObject("status").put("allowed", !denied);
    if (!denied) {
      status.put(
          "reason",
          "RBAC: allowed by ClusterRoleBinding \"drydock\" of User \"" + faults.user() + "\"");
    }
    return answer;
  }

  /** Answers a SelfSubjectReview: who asks. */
  ObjectNode whoAsks(ObjectNode review) {
    ObjectNode answer = review.deepCopy();
    answer.put("apiVersion", "authentication.k8s.io/v1").put("kind", "SelfSubjectReview");
    ObjectNode user = answer.putObject("status").putObject("userInfo");
    user.put("username", faults.user()).putArray("groups").add("system:authenticated");
    return answer;
  }

  /**
   * Answers a SelfSubjectRulesReview; denials by name cannot be said in rules, so they show there
   * not.
   */
  ObjectNode rulesReview(ObjectNode review) {
    ObjectNode answer = head(review, "SelfSubjectRulesReview");
    ObjectNode status = answer.putObject("status").put("incomplete", false);
    status.putArray("nonResourceRules");
    ArrayNode rules = status.putArray("resourceRules");
    for (Kind kind : Kind.ALL) {
      rule(rules, kind, kind.plural());
      kind.subresources().forEach(s -> rule(rules, kind, kind.plural() + "/" + s));
    }
    return answer;
  }

  private void rule(ArrayNode rules, Kind kind, String resource) {
    List<String> verbs = VERBS.stream().filter(v -> !faults.denied(v, resource, "")).toList();
    ObjectNode rule = rules.addObject();
    verbs.forEach(rule.putArray("verbs")::add);
    rule.putArray("apiGroups").add(kind.group());
    rule.putArray("resources").add(resource);
  }

  private static ObjectNode head(ObjectNode review, String kind) {
    ObjectNode answer = review.deepCopy();
    answer.put("apiVersion", "authorization.k8s.io/v1").put("kind", kind);
    return answer;
  }
}
