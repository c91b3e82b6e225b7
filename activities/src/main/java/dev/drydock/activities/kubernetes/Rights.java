package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.TakeDownWay;
import dev.drydock.workflows.config.DeploymentConfig;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What Drydock's account has to be allowed for one app, asked of the cluster before anything. */
public final class Rights {
  private record Right(String group, String resource, String name, String verb) {
    /** As a rule of a Role, without its verbs. */
    String rule() {
      return "- {apiGroups: [\""
          + group
          + "\"], resources: ["
          + resource
          + "], "
          + (name == null ? "" : "resourceNames: [" + name + "], ")
          + "verbs: [";
    }
  }

  private final KubernetesClient client;

  public Rights(KubernetesClient client) {
    this.client = client;
  }

  /**
   * @throws Trouble naming each missing right, with the rules to add to the Role
   */
  public void require(DeploymentConfig at) {
    List<Right> missing =
        needed(at).stream().filter(right -> !isAllowed(at.namespace(), right)).toList();
    if (!missing.isEmpty()) {
      Map<String, List<Right>> rules =
          missing.stream()
              .collect(Collectors.groupingBy(Right::rule, LinkedHashMap::new, Collectors.toList()));
      throw new Trouble(
          "Drydock's account has too few rights in namespace "
              + at.namespace()
              + "; add to its Role:\n"
              + rules.entrySet().stream()
                  .map(rule -> rule.getKey() + verbs(rule.getValue()) + "]}")
                  .collect(Collectors.joining("\n")));
    }
  }

  private static String verbs(List<Right> rights) {
    return rights.stream().map(Right::verb).collect(Collectors.joining(", "));
  }

  /** One that is scaled to 0 is neither deleted nor made: get and patch are enough. */
  private static List<Right> needed(DeploymentConfig at) {
    List<Right> needed = new ArrayList<>();
    String[] verbs =
        at.takeDown() == TakeDownWay.SCALE
            ? new String[] {"get", "patch"}
            : new String[] {"get", "create", "patch", "delete"};
    add(needed, "apps", "deployments", at.name(), verbs);
    add(needed, "", "pods", null, "get", "list", "watch", "create", "patch", "delete");
    add(needed, "", "pods/log", null, "get");
    add(needed, "", "pods/exec", null, "get", "create");
    add(needed, "", "events", null, "list");
    return needed;
  }

  private static void add(
      List<Right> needed, String group, String resource, String name, String... verbs) {
    for (String verb : verbs) {
      needed.add(new Right(group, resource, name, verb));
    }
  }

  private boolean isAllowed(String namespace, Right right) {
    String[] resource = right.resource().split("/");
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withGroup(right.group())
            .withResource(resource[0])
            .withSubresource(resource.length > 1 ? resource[1] : null)
            .withName(right.name())
            .withVerb(right.verb())
            .endResourceAttributes()
            .endSpec()
            .build();
    return Boolean.TRUE.equals(
        client
            .authorization()
            .v1()
            .selfSubjectAccessReview()
            .create(review)
            .getStatus()
            .getAllowed());
  }
}
