package dev.drydock.sandbox.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a path of the API means. {@code namespace}, {@code name}, {@code sub} are "" if absent. */
record Route(Kind kind, String namespace, String name, String sub) {
  private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");

  static Optional<Route> of(String path) {
    List<String> parts = Arrays.stream(path.split("/", -1)).filter(p -> !p.isEmpty()).toList();
    if (parts.size() >= 3 && parts.get(0).equals("api")) {
      return of("", parts.get(1), parts.subList(2, parts.size()));
    }
    if (parts.size() >= 4 && parts.get(0).equals("apis")) {
      return of(parts.get(1), parts.get(2), parts.subList(3, parts.size()));
    }
    return Optional.empty();
  }

  private static Optional<Route> of(String group, String version, List<String> rest) {
    boolean inNamespace =
        rest.size() >= 3
            && rest.get(0).equals("namespaces")
            && !OF_NAMESPACES.contains(rest.get(2));
    String namespace = inNamespace ? rest.get(1) : "";
    List<String> own = inNamespace ? rest.subList(2, rest.size()) : rest;
    String name = own.size() > 1 ? own.get(1) : "";
    String sub = own.size() > 2 ? own.get(2) : "";
    return Kind.served(group, version, own.get(0))
        .filter(k -> own.size() <= 3 && (sub.isEmpty() || k.subresources().contains(sub)))
        .map(k -> new Route(k, namespace, name, sub));
  }

  Key key() {
    return new Key(kind, namespace, name);
  }

  /** As rules of a Role name it: {@code pods/exec}. */
  String resource() {
    return sub.isEmpty() ? kind.plural() : kind.plural() + "/" + sub;
  }
}
