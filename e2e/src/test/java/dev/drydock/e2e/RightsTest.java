package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.Required;
import dev.drydock.e2e.AuditLog.Request;
import dev.drydock.workflows.Outcome;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rights granted are rights used, both ways, as the API server's audit log tells: after a roll-back
 * and an upgrade of an application whose Deployment holds values, and a run whose pod finds no
 * room. Runs last, so that the log has the whole suite in it.
 */
@Order(Integer.MAX_VALUE)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class RightsTest {
  private static final String ACTIVITY = "drydock-activity";

  /** Where tests take rights away, or an API server that has just started knows none yet. */
  private static final Set<String> TAKEN_AWAY =
      Set.of(Berths.NO_RIGHTS.name(), Berths.RIGHTS_TAKEN.name(), Berths.PARTS_API.name());

  /** What anybody may ask: am I allowed to, and what is there. */
  private static final Set<String> ANYBODY =
      Set.of(
          "authorization.k8s.io/selfsubjectaccessreviews",
          "authentication.k8s.io/selfsubjectreviews",
          "/");

  /** From here on the API server asks for {@code create} on {@code pods/exec}, too. */
  private static final int EXEC_BY_CREATE = 35;

  @Test
  void grantedIsUsed() throws Exception {
    Installation installation = Installation.shared();
    Path file =
        installation
            .parts()
            .machine()
            .map(AuditLog::at)
            .filter(java.nio.file.Files::isReadable)
            .orElse(null);
    if (file == null) {
      Required.skipOrFail("no audit log of the API server: DRYDOCK_E2E_PARTS is not set");
    }
    play(Berths.RIGHTS_DELETE, Berths.RIGHTS_DELETE_STUCK);
    play(Berths.RIGHTS_SCALE, Berths.RIGHTS_SCALE_STUCK);

    List<Request> requests = new AuditLog(file, accounts(installation)).requests();
    assertThat(requests.stream().map(Request::account).distinct())
        .as("the other roles mount no token")
        .containsExactly(ACTIVITY);
    assertThat(requests.stream().filter(Request::isForbidden).filter(r -> !isTakenAway(r)))
        .as("forbidden; what may be left out of a Role is asked for before it is used")
        .isEmpty();
    for (boolean scales : new boolean[] {false, true}) {
      List<Berth> berths = Berths.all().stream().filter(b -> b.scales() == scales).toList();
      Set<String> granted =
          granted(installation, scales ? Berths.RIGHTS_SCALE : Berths.RIGHTS_DELETE, true);
      Set<String> used = used(requests, berths);
      assertThat(used).as("granted is used, by scaling: " + scales).isEqualTo(granted);
    }
    Set<String> namespaces = Berths.all().stream().map(Berth::name).collect(Collectors.toSet());
    assertThat(requests.stream().filter(r -> !namespaces.contains(r.namespace())))
        .as("elsewhere than in the applications' namespaces")
        .allMatch(request -> ANYBODY.contains(request.group() + "/" + request.resource()));
  }

  private static void play(Berth berth, Berth stuck) throws Exception {
    try (Story story = Story.at(berth)) {
      useAll(story.keeper());
      story.begin("2.0.0");
      story.endsAsItWas(Outcome.ROLLED_BACK, "division by zero");
      story.keeper().await(story.keeper()::isRolledOut); // as its owner applied it
      story.begin("1.9.0");
      story.endsUpgraded("1.9.0", "r5");
    }
    try (Story story = Story.at(stuck)) {
      mountWhatIsGoneSince(story.keeper());
      story.ask(Story.ANA, "1.9.0");
      story.endsAsItWas(Outcome.REFUSED, "\"mounted\" not found");
    }
  }

  /** Only the events tell what a pod waits for that cannot mount a ConfigMap. */
  private static void mountWhatIsGoneSince(Keeper keeper) throws IOException {
    keeper.kubectl("create", "configmap", "mounted", "--from-literal=greeting=hello");
    keeper.kubectl(
        "patch",
        "deployment",
        keeper.name(),
        "-p",
        "{\"spec\":{\"template\":{\"spec\":{"
            + "\"volumes\":[{\"name\":\"mounted\",\"configMap\":{\"name\":\"mounted\"}}],"
            + "\"containers\":[{\"name\":\"uwsgi\",\"volumeMounts\":"
            + "[{\"name\":\"mounted\",\"mountPath\":\"/mounted\"}]}]}}}}");
    keeper.await(keeper::isRolledOut);
    keeper.kubectl("delete", "configmap", "mounted");
  }

  /** So that there is something to use each right for, those that may be left out included. */
  private static void useAll(Keeper keeper) throws IOException {
    keeper.grant(true);
    keeper.kubectl("create", "configmap", "keeper-config", "--from-literal=greeting=hello");
    keeper.kubectl(
        "set",
        "env",
        "deployment/" + keeper.name(),
        "--containers=uwsgi",
        "--from=configmap/keeper-config");
    keeper.setEnv("MOTD=a value in the Deployment");
  }

  private static Set<String> accounts(Installation installation) {
    return installation
        .kubernetes()
        .serviceAccounts()
        .inNamespace(Installation.NAMESPACE)
        .list()
        .getItems()
        .stream()
        .map(account -> account.getMetadata().getUid())
        .collect(Collectors.toSet());
  }

  private static boolean isTakenAway(Request request) {
    return TAKEN_AWAY.contains(request.namespace());
  }

  // --- lines like "apps/deployments keeper: patch", with the application's name for each berth's

  private static Set<String> granted(Installation installation, Berth berth, boolean whole)
      throws IOException {
    Set<String> lines = new TreeSet<>();
    for (HasMetadata object : Keeper.role(installation.kubernetes(), berth, whole)) {
      if (object instanceof Role role) {
        for (PolicyRule rule : role.getRules()) {
          lines.addAll(granted(rule, berth));
        }
      }
    }
    if (minor(installation) < EXEC_BY_CREATE) {
      lines.remove("/pods/exec: create");
    }
    return lines;
  }

  private static Set<String> granted(PolicyRule rule, Berth berth) {
    Set<String> lines = new TreeSet<>();
    List<String> names = rule.getResourceNames().isEmpty() ? List.of("") : rule.getResourceNames();
    for (String group : rule.getApiGroups()) {
      for (String resource : rule.getResources()) {
        for (String name : names) {
          rule.getVerbs()
              .forEach(verb -> lines.add(line(group, resource, name, verb, berth.name())));
        }
      }
    }
    return lines;
  }

  private static Set<String> used(List<Request> requests, List<Berth> berths) {
    Map<String, Berth> byName =
        berths.stream().collect(Collectors.toMap(Berth::name, berth -> berth));
    Set<String> lines = new TreeSet<>();
    for (Request request : requests) {
      Berth berth = byName.get(request.namespace());
      if (berth != null && request.wentWell()) {
        // pods have another name in each run
        String name = request.resource().startsWith("pods") ? "" : request.name();
        for (String verb : request.verbs()) {
          lines.add(line(request.group(), request.resource(), name, verb, berth.name()));
        }
      }
    }
    return lines;
  }

  private static String line(
      String group, String resource, String name, String verb, String berth) {
    String own = name.replace(berth, "keeper");
    return group + "/" + resource + (own.isEmpty() ? "" : " " + own) + ": " + verb;
  }

  private static int minor(Installation installation) {
    String minor = installation.kubernetes().getKubernetesVersion().getMinor();
    return Integer.parseInt(minor.replaceAll("\\D", ""));
  }
}
