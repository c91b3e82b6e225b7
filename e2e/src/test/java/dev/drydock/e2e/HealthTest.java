package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Step;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Drydock says of its own health in the cluster. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class HealthTest {
  private static final Pattern YAML = Pattern.compile("(?m)^ +apiVersion: v1\\R(?:^ {9}.*\\R?)+");
  private static Installation installation;

  @BeforeAll
  static void install() throws Exception {
    installation = Installation.shared();
  }

  @AfterEach
  void slackIsBack() {
    installation.slack().faults().up();
    installation.awaitReady();
  }

  @Test
  void doctorIsContentAndNamesTheMissingRight() throws Exception {
    Berth berth = Berths.PARTS_DOCTOR;
    try (Keeper keeper = Keeper.install(berth, installation)) {
      String app = keeper.name();
      assertThat(doctor("activity", app).output()).doesNotContain("WRONG", "wrong ");
      assertThat(doctor("activity", app).code()).isZero();
      assertThat(doctor("bot", app).code()).isZero();
      assertThat(doctor("workflow", app).code()).isZero();

      keeper.client().rbac().roleBindings().inNamespace(app).delete();
      Shell.Ended unwell = doctor("activity", app);
      assertThat(unwell.code()).isEqualTo(5);
      assertThat(unwell.output()).contains("may not", "deployments", "kind: RoleBinding");

      Path yaml = Files.createTempFile("rights", ".yaml");
      Files.writeString(yaml, exec("activity", "doctor", app, "--rights").output());
      installation.kubectl("apply", "-f", yaml.toString());
      assertThat(doctor("activity", app).code()).isZero();
    }
  }

  /**
   * Each right that the team's Role gives, taken away by itself, and given back by what is printed.
   */
  @Test
  @Tag("long")
  void doctorNamesEachMissingRight() throws Exception {
    Berth berth = Berths.PARTS_RIGHTS;
    try (Keeper keeper = Keeper.install(berth, installation)) {
      Role whole = role(keeper);
      for (int rule = 0; rule < whole.getRules().size(); rule++) {
        for (String verb : whole.getRules().get(rule).getVerbs()) {
          String resource = whole.getRules().get(rule).getResources().get(0);
          if (resource.equals("horizontalpodautoscalers")) {
            continue; // may be left out
          }
          keeper.client().resource(without(whole, rule, verb)).update();
          Shell.Ended unwell = doctor("activity", keeper.name());
          String right = verb + " " + resource;
          assertThat(unwell.code()).as(right + "\n" + unwell.output()).isEqualTo(5);
          assertThat(unwell.output()).as(right).containsPattern("may not " + right + "\\b");
          applied(unwell.output());
          assertThat(given(role(keeper))).as("given back: " + right).isEqualTo(given(whole));
        }
      }
      assertThat(doctor("activity", keeper.name()).code()).isZero();
    }
  }

  private static Role role(Keeper keeper) {
    return keeper
        .client()
        .rbac()
        .roles()
        .inNamespace(keeper.name())
        .withName("drydock-" + keeper.name())
        .get();
  }

  private static Role without(Role whole, int rule, String verb) {
    Role less =
        new RoleBuilder(whole).editMetadata().withResourceVersion(null).endMetadata().build();
    less.getRules().get(rule).getVerbs().remove(verb);
    less.getRules().removeIf(left -> left.getVerbs().isEmpty()); // which the cluster refuses
    return less;
  }

  /** Each right in one line, in order: two Roles that say the same are equal. */
  private static List<String> given(Role role) {
    return role.getRules().stream()
        .flatMap(
            rule ->
                rule.getVerbs().stream()
                    .map(verb -> verb + " " + rule.getResources() + " " + rule.getResourceNames()))
        .sorted()
        .toList();
  }

  /** What a person does: copies from the first line of the YAML to the last, into kubectl. */
  private static void applied(String printed) throws Exception {
    Path yaml = Files.createTempFile("rights", ".yaml");
    Files.writeString(yaml, yaml(printed));
    installation.kubectl("apply", "-f", yaml.toString());
  }

  private static String yaml(String printed) {
    Matcher list = YAML.matcher(printed);
    assertThat(list.find()).as(printed).isTrue();
    return list.group().stripIndent();
  }

  private static Shell.Ended doctor(String role, String app) throws Exception {
    return exec(role, "doctor", app, "--roles", role);
  }

  private static Shell.Ended exec(String role, String... words) throws Exception {
    var command = new java.util.ArrayList<>(List.of("kubectl", "-n", Installation.NAMESPACE));
    command.addAll(List.of("exec", "deploy/drydock-" + role, "--", "drydock"));
    command.addAll(List.of(words));
    return Shell.attempt(
        Map.of("KUBECONFIG", installation.parts().kubeconfig().toString()), command);
  }

  /** Goes away after the approval, comes back after the end. */
  @Test
  void slackAwayHoldsNothingUp() throws Exception {
    try (Story story = Story.at(Berths.PARTS_SLACK)) {
      List<String> before = bots();
      story.begin("2.3.0");
      story.awaitStep(Step.TAKE_DOWN);
      story.hit("Slack");
      story.slack().faults().down();
      story.expectOutcome(Outcome.UPGRADED);
      Awaitility.await("the bots say that they are not ready")
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> installation.pods("bot").stream().noneMatch(HealthTest::isReady));
      assertThat(bots()).isEqualTo(before);
      assertThat(installation.pods("bot"))
          .allMatch(pod -> pod.getStatus().getPhase().equals("Running"));
      story.slack().faults().up();
      story.endsUpgraded("2.3.0", "r6");
      story.toldOnce();
      installation.awaitReady();
      assertThat(bots()).isEqualTo(before);
    }
  }

  private static List<String> bots() {
    return installation.pods("bot").stream()
        .map(
            pod ->
                pod.getMetadata().getName()
                    + " restarted "
                    + pod.getStatus().getContainerStatuses().get(0).getRestartCount())
        .sorted()
        .toList();
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0).getReady();
  }
}
