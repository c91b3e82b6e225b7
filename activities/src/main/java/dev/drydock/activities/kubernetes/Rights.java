package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.TakeDownWay;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.SecretRef;
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
  private final KubernetesClient client;

  public Rights(KubernetesClient client) {
    this.client = client;
  }

  /** All that is ever used for the app. */
  public static List<Rule> of(AppConfig app) {
    return of(app, app.deployment().takeDown() == TakeDownWay.SCALE);
  }

  /**
   * Only what has a name beforehand can be limited to it.
   *
   * @param scales true where the app is taken down by scaling it to 0, not by deleting it
   */
  public static List<Rule> of(AppConfig app, boolean scales) {
    List<Rule> rules = new ArrayList<>();
    Namespace in = new Namespace(app.deployment().namespace(), rules);
    in.needs("apps", "deployments", app.deployment().name(), scales ? scaled() : deleted());
    // Drydock's pods have a new name in each run, the app's have one from their ReplicaSet
    in.needs(
        "",
        "secrets",
        Snapshots.secretName(app.deployment().name()),
        verbs(
            "get", "the old manifest with its values, for the way back",
            "create", "keep it (server-side apply)",
            "patch", "the same"));
    in.needs(
        "coordination.k8s.io",
        "leases",
        DeploymentLease.name(app.deployment().name()),
        verbs(
            "get", "does another run work on the Deployment",
            "create", "hold it (server-side apply)",
            "patch", "hold it, and let go of it"));
    in.needs(
        "",
        "pods",
        null,
        verbs(
            "get", "is the pod up, has it ended",
            "list", "are all pods of the old version gone, are the new ones up",
            "watch", "to see it sooner",
            "create", "the maintenance pod",
            "patch", "let go of the maintenance pod's finalizer",
            "delete", "the maintenance pod, when it is done"));
    in.needs("", "pods/log", null, verbs("get", "the upgrade's log, for the ledger"));
    in.needs(
        "",
        "pods/exec",
        null,
        verbs(
            "get", "ask the schema tool, start the upgrade (clusters before 1.35)",
            "create", "the same (clusters from 1.35 on)"));
    in.needs("", "events", null, verbs("list", "why a pod does not come up"));
    in.mayHave(
        "autoscaling",
        "horizontalpodautoscalers",
        verbs("list", "tell the approver of an autoscaler; may be left out"));
    if (app.database().password() instanceof SecretRef.Kubernetes secret) {
      new Namespace(secret.namespace(), rules)
          .needs("", "secrets", secret.name(), verbs("get", "the database's password"));
    }
    if (app.backup().s3() != null) {
      secret(app.backup().s3().accessKey(), "the backup storage's access key", rules);
      secret(app.backup().s3().secretKey(), "the backup storage's secret key", rules);
    }
    return rules;
  }

  private static void secret(SecretRef ref, String why, List<Rule> rules) {
    if (ref instanceof SecretRef.Kubernetes secret
        && rules.stream().noneMatch(rule -> isOf(rule, secret))) {
      new Namespace(secret.namespace(), rules)
          .needs("", "secrets", secret.name(), verbs("get", why));
    }
  }

  private static boolean isOf(Rule rule, SecretRef.Kubernetes secret) {
    return rule.resource().equals("secrets")
        && rule.namespace().equals(secret.namespace())
        && secret.name().equals(rule.name());
  }

  private static Map<String, String> scaled() {
    return verbs(
        "get", "what runs, is it down, is it up",
        "patch", "scale to 0, change the image, scale back");
  }

  private static Map<String, String> deleted() {
    return verbs(
        "get", "what runs, is it gone, is it up",
        "delete", "take down",
        "create", "bring up (apply makes it anew)",
        "patch", "bring up, and give the fields back to who owned them");
  }

  /** The required rules of which a verb is refused, with those verbs only. */
  public List<Rule> missing(AppConfig app) {
    return of(app).stream()
        .filter(Rule::required)
        .map(rule -> rule.only(verb -> !isAllowed(rule, verb)))
        .filter(rule -> !rule.verbs().isEmpty())
        .toList();
  }

  /**
   * @throws Trouble naming each missing right, with the rules to add to the Role
   */
  public void require(AppConfig app) {
    List<Rule> missing = missing(app);
    if (!missing.isEmpty()) {
      String where =
          missing.stream().map(Rule::namespace).distinct().collect(Collectors.joining(" and "));
      throw new Trouble(
          "Drydock's account has too few rights in namespace "
              + where
              + "; add to its Role:\n"
              + missing.stream().map(Rule::line).collect(Collectors.joining("\n"))
              + "\nThe whole Role, for somebody who may give it: "
              + RoleList.command(app.name()));
    }
  }

  /** {@code delete deployments keeper; create pods/exec in keeper}; empty for none. */
  public static String said(List<Rule> missing) {
    Map<String, List<Rule>> namespaces =
        missing.stream()
            .collect(
                Collectors.groupingBy(Rule::namespace, LinkedHashMap::new, Collectors.toList()));
    return namespaces.entrySet().stream()
        .map(
            in ->
                in.getValue().stream().map(Rule::said).collect(Collectors.joining("; "))
                    + " in namespace "
                    + in.getKey())
        .collect(Collectors.joining("; "));
  }

  boolean isAllowed(Rule rule, String verb) {
    String[] resource = rule.resource().split("/");
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(rule.namespace())
            .withGroup(rule.group())
            .withResource(resource[0])
            .withSubresource(resource.length > 1 ? resource[1] : null)
            .withName(rule.name())
            .withVerb(verb)
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

  private static Map<String, String> verbs(String... verbsAndReasons) {
    Map<String, String> verbs = new LinkedHashMap<>();
    for (int i = 0; i < verbsAndReasons.length; i += 2) {
      verbs.put(verbsAndReasons[i], verbsAndReasons[i + 1]);
    }
    return verbs;
  }

  private record Namespace(String name, List<Rule> rules) {
    void needs(String group, String resource, String object, Map<String, String> verbs) {
      rules.add(new Rule(name, group, resource, object, verbs, true));
    }

    void mayHave(String group, String resource, Map<String, String> verbs) {
      rules.add(new Rule(name, group, resource, null, verbs, false));
    }
  }
}
