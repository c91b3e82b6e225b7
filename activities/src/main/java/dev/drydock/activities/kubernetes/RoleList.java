package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.config.AppConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The Roles that let an account do all that Drydock does for its apps, and their bindings: one YAML
 * document that {@code kubectl apply -f -} takes. Always whole, since applying a part of a Role
 * takes the rest away.
 */
public final class RoleList {
  /** Only the Deployment tells their names, and nobody may look at it before this is applied. */
  private static final List<String> LEFT_TO_YOU =
      List.of(
          "      # get: notice that a Secret or ConfigMap of the app's was changed after the approval;"
              + " may be left out.",
          "      # Their names are not known here: add yours, since applying this takes away what the"
              + " Role has beyond it",
          "      # - {apiGroups: [\"\"], resources: [secrets], resourceNames: [NAME], verbs: [get]}",
          "      # - {apiGroups: [\"\"], resources: [configmaps], resourceNames: [NAME], verbs:"
              + " [get]}");

  private final Account account;
  private final List<String> lines = new ArrayList<>();

  private RoleList(Account account) {
    this.account = account;
  }

  /**
   * What gives the account that {@code k8s/base} makes its rights: asked as that account, so that
   * nobody else is bound.
   *
   * @param app the only one, or null for all
   */
  public static String command(String app) {
    return "kubectl -n drydock exec deploy/drydock-activity -- drydock doctor "
        + (app == null ? "" : app + " ")
        + "--rights | kubectl apply -f -";
  }

  /** The document, which ends in a newline. */
  public static String of(List<AppConfig> apps, Account account) {
    RoleList list = new RoleList(account);
    list.lines.addAll(List.of("apiVersion: v1", "kind: List", "items:"));
    for (AppConfig app : apps) {
      Map<String, List<Rule>> namespaces =
          Rights.of(app).stream()
              .collect(
                  Collectors.groupingBy(Rule::namespace, LinkedHashMap::new, Collectors.toList()));
      namespaces.forEach((namespace, rules) -> list.add(app, namespace, rules));
    }
    return String.join("\n", list.lines) + "\n";
  }

  private void add(AppConfig app, String namespace, List<Rule> rules) {
    String name = "drydock-" + app.name();
    item("Role", name, namespace);
    lines.add("    rules:");
    for (Rule rule : rules) {
      rule.verbs().forEach((verb, reason) -> lines.add("      # " + verb + ": " + reason));
      lines.add("      " + rule.line());
    }
    if (namespace.equals(app.deployment().namespace())) {
      lines.addAll(LEFT_TO_YOU);
    }
    item("RoleBinding", name, namespace);
    lines.add("    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: " + name + "}");
    lines.add("    subjects:");
    if (!account.note().isEmpty()) {
      lines.add("      # " + account.note());
    }
    lines.add("      " + account.subject());
  }

  private void item(String kind, String name, String namespace) {
    lines.add("  - apiVersion: rbac.authorization.k8s.io/v1");
    lines.add("    kind: " + kind);
    lines.add("    metadata: {name: " + name + ", namespace: " + YamlWord.of(namespace) + "}");
  }
}
