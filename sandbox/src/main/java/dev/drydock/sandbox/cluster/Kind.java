package dev.drydock.sandbox.cluster;

import java.util.List;
import java.util.Optional;

/** One resource of the API: where it is served and what it is called. */
record Kind(
    String group,
    String version,
    String kind,
    String plural,
    boolean namespaced,
    List<String> shortNames,
    List<String> subresources) {

  static final Kind NAMESPACE = core("Namespace", "namespaces", false, "ns", "status", "finalize");
  static final Kind POD = core("Pod", "pods", true, "po", "status", "log", "exec", "eviction");
  static final Kind SERVICE = core("Service", "services", true, "svc", "status");
  static final Kind CONFIG_MAP = core("ConfigMap", "configmaps", true, "cm");
  static final Kind SECRET = core("Secret", "secrets", true, null);
  static final Kind SERVICE_ACCOUNT = core("ServiceAccount", "serviceaccounts", true, "sa");
  static final Kind RESOURCE_QUOTA =
      core("ResourceQuota", "resourcequotas", true, "quota", "status");
  static final Kind LIMIT_RANGE = core("LimitRange", "limitranges", true, "limits");
  static final Kind EVENT = core("Event", "events", true, "ev");
  static final Kind DEPLOYMENT = of("apps", "v1", "Deployment", "deploy", "status", "scale");
  static final Kind REPLICA_SET = of("apps", "v1", "ReplicaSet", "rs", "status", "scale");
  static final Kind JOB = of("batch", "v1", "Job", null, "status");
  static final Kind LEASE = of("coordination.k8s.io", "v1", "Lease", null);

  /** Everything served. Those after LEASE are kept and watched, but nothing acts on them. */
  static final List<Kind> ALL =
      List.of(
          NAMESPACE,
          POD,
          SERVICE,
          CONFIG_MAP,
          SECRET,
          SERVICE_ACCOUNT,
          RESOURCE_QUOTA,
          LIMIT_RANGE,
          EVENT,
          DEPLOYMENT,
          REPLICA_SET,
          JOB,
          LEASE,
          of("apps", "v1", "StatefulSet", "sts", "status", "scale"),
          of("apps", "v1", "DaemonSet", "ds", "status"),
          of("batch", "v1", "CronJob", "cj", "status"),
          of("autoscaling", "v2", "HorizontalPodAutoscaler", "hpa", "status"),
          of("policy", "v1", "PodDisruptionBudget", "pdb", "status"),
          of("argoproj.io", "v1alpha1", "Application", "app"),
          of("kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "ks", "status"),
          of("helm.toolkit.fluxcd.io", "v2", "HelmRelease", "hr", "status"),
          of("keda.sh", "v1alpha1", "ScaledObject", "so", "status"));

  private static Kind core(
      String kind, String plural, boolean namespaced, String shortName, String... subresources) {
    return new Kind("", "v1", kind, plural, namespaced, shorts(shortName), List.of(subresources));
  }

  private static Kind of(
      String group, String version, String kind, String shortName, String... subresources) {
    String plural = kind.toLowerCase(java.util.Locale.ROOT) + "s";
    return new Kind(group, version, kind, plural, true, shorts(shortName), List.of(subresources));
  }

  private static List<String> shorts(String name) {
    return name == null ? List.of() : List.of(name);
  }

  static Optional<Kind> served(String group, String version, String plural) {
    return ALL.stream()
        .filter(k -> k.group.equals(group) && k.version.equals(version) && k.plural.equals(plural))
        .findFirst();
  }

  static Optional<Kind> named(String apiVersion, String kind) {
    return ALL.stream()
        .filter(k -> k.apiVersion().equals(apiVersion) && k.kind.equals(kind))
        .findFirst();
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** As error messages name it: {@code pods}, {@code deployments.apps}. */
  String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** As validation messages name it: {@code Pod}, {@code Deployment.apps}. */
  String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  boolean hasStatus() {
    return subresources.contains("status");
  }

  boolean hasGeneration() {
    return equals(POD) || (!group.isEmpty() && !equals(LEASE));
  }
}
