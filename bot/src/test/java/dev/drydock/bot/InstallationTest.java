package dev.drydock.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.kubernetes.Account;
import dev.drydock.activities.kubernetes.Rights;
import dev.drydock.activities.kubernetes.RoleList;
import dev.drydock.activities.kubernetes.Rule;
import dev.drydock.bot.cli.Cli;
import dev.drydock.bot.cli.Terminal;
import dev.drydock.bot.config.ConfigFile;
import dev.drydock.bot.config.Settings;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.SecretRef;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What {@code k8s/} and the image promise, against what Drydock's code really takes and needs. */
class InstallationTest {
  private static final Path K8S = Path.of("../k8s");
  private static final Path CONFIG = K8S.resolve("example/drydock.yaml");
  private static final Settings EXAMPLE = ConfigFile.load(CONFIG);

  // --- rights

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTeamsRoleAllowsWhatIsUsedAndNothingElse(boolean scales) throws IOException {
    List<HasMetadata> app = objects("app/" + (scales ? "scale" : "delete") + "/role.yaml");
    var role = only(app, io.fabric8.kubernetes.api.model.rbac.Role.class);
    assertThat(granted(role)).isEqualTo(used(Rights.of(keeper(), scales)));

    RoleBinding binding = only(app, RoleBinding.class);
    assertThat(binding.getRoleRef().getName()).isEqualTo(role.getMetadata().getName());
    var subject = binding.getSubjects().get(0);
    assertThat(subject.getNamespace() + "/" + subject.getName()).isEqualTo(Account.INSTALLED);
    assertThat(pod(Role.ACTIVITY).getServiceAccountName()).isEqualTo(subject.getName());
  }

  @Test
  void takingDownByScaleNeedsLess() {
    Set<String> deleting = used(Rights.of(keeper(), false));
    Set<String> scaling = used(Rights.of(keeper(), true));
    assertThat(deleting).containsAll(scaling);
    deleting.removeAll(scaling);
    assertThat(deleting)
        .containsExactly("apps/deployments keeper: create", "apps/deployments keeper: delete");
  }

  /** The Role that doctor prints is the one of {@code k8s/app}, also with a Secret elsewhere. */
  @Test
  void theDoctorPrintsTheSameRole() {
    String printed = RoleList.of(List.of(keeper()), Account.written(Account.INSTALLED));
    List<HasMetadata> items = Serialization.unmarshal(printed, KubernetesList.class).getItems();
    assertThat(granted(only(items, io.fabric8.kubernetes.api.model.rbac.Role.class)))
        .isEqualTo(used(Rights.of(keeper())));
    assertThat(items).allMatch(item -> item.getMetadata().getNamespace().equals("keeper"));

    AppConfig secret =
        ConfigFile.load(Path.of("../docs/examples/drydock.yaml"))
            .drydock()
            .apps()
            .find("keeper")
            .orElseThrow();
    var role =
        only(
            Serialization.unmarshal(
                    RoleList.of(List.of(secret), Account.written("a/b")), KubernetesList.class)
                .getItems(),
            io.fabric8.kubernetes.api.model.rbac.Role.class);
    assertThat(granted(role)).contains("/secrets keeper-db: get");
  }

  @Test
  void everyVerbSaysWhatItIsFor() {
    for (Rule rule : Rights.of(keeper())) {
      assertThat(rule.verbs().values()).isNotEmpty().noneMatch(String::isBlank);
    }
    String text = RoleList.of(List.of(keeper()), Account.written(Account.INSTALLED));
    assertThat(text).contains("# delete: take down", "# list: why a pod does not come up");
  }

  // --- the three Deployments

  @ParameterizedTest
  @EnumSource(Role.class)
  void isKeptUpWhileItIsReplaced(Role role) throws IOException {
    Deployment deployment = deployment(role);
    assertThat(deployment.getSpec().getReplicas()).isEqualTo(2);
    var rolling = deployment.getSpec().getStrategy().getRollingUpdate();
    assertThat(rolling.getMaxUnavailable()).isEqualTo(new IntOrString(0));
    assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(labels(role));
    PodSpec pod = pod(role);
    assertThat(pod.getTerminationGracePeriodSeconds())
        .as("what still runs is let end")
        .isGreaterThan(EXAMPLE.serve().drain().toSeconds());
    boolean together = role == Role.ACTIVITY;
    assertThat(pod.getTopologySpreadConstraints().isEmpty()).isEqualTo(together);
    assertThat(pod.getAffinity() != null).isEqualTo(together);
    PodDisruptionBudget budget = named(PodDisruptionBudget.class, "drydock-" + role.word());
    assertThat(budget.getSpec().getSelector().getMatchLabels()).isEqualTo(labels(role));
    assertThat(budget.getSpec().getMaxUnavailable())
        .as("who has to be on one node has to leave it together")
        .isEqualTo(together ? new IntOrString("100%") : new IntOrString(1));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void isProbedWhereTheConfigurationListens(Role role) throws IOException {
    Container container = container(role);
    assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/healthz");
    assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthz");
    assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
    for (var probe :
        List.of(
            container.getStartupProbe(),
            container.getLivenessProbe(),
            container.getReadinessProbe())) {
      assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("health"));
      assertThat(probe.getTimeoutSeconds()).as("Temporal is asked for 2 s").isGreaterThan(2);
    }
    assertThat(ports(container)).containsEntry("health", EXAMPLE.serve().port());
    assertThat(EXAMPLE.serve().host()).isEqualTo("0.0.0.0");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void keepsToPodSecurityRestricted(Role role) throws IOException {
    requireRestricted(pod(role));
    assertThat(named(Namespace.class, "drydock").getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
  }

  private static void requireRestricted(PodSpec pod) {
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getVolumes()).noneMatch(volume -> volume.getHostPath() != null);
    assertThat(pod.getContainers()).hasSize(1);
    Container container = pod.getContainers().get(0);
    var security = container.getSecurityContext();
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(security.getCapabilities().getAdd()).isEmpty();
    assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
    assertThat(container.getResources().getLimits()).containsKey("memory");
    assertThat(pod.getVolumes())
        .anyMatch(volume -> volume.getName().equals("tmp") && volume.getEmptyDir() != null);
    assertThat(mount(container, "tmp")).isEqualTo("/tmp");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void onlyTheActivityWorkerHasAToken(Role role) throws IOException {
    assertThat(named(ServiceAccount.class, pod(role).getServiceAccountName()))
        .extracting(ServiceAccount::getAutomountServiceAccountToken)
        .isEqualTo(false);
    assertThat(pod(role).getAutomountServiceAccountToken()).isEqualTo(role == Role.ACTIVITY);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void itsArgumentsAreServesOwn(Role role) throws IOException {
    assertThat(container(role).getArgs()).containsSequence("--roles", role.word());
    requireArguments(container(role));
  }

  /** Taken by the command line, which then misses the file that only the pod has. */
  private static void requireArguments(Container container) {
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            new BufferedReader(new StringReader("")),
            false,
            false,
            Map.of(),
            "nobody");
    int exit =
        Cli.run(
            terminal,
            settings -> {
              throw new IllegalStateException("nothing is opened");
            },
            List.of(new ServeCommand()),
            container.getArgs().toArray(String[]::new));
    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).startsWith("/etc/drydock/drydock.yaml: there is no such file");
    assertThat(mount(container, "config")).isEqualTo("/etc/drydock");
  }

  // --- commands in a pod

  private static final Set<String> OPERATORS = Set.of("doctor", "setup", "unfence", "backups");

  /** The activity worker's pod holds everything: nobody is sent there who only approves. */
  @Test
  void peopleAreSentToThePodThatHoldsLeast() throws IOException {
    Pattern exec =
        Pattern.compile("exec (?:-it )?deploy/drydock-(\\w+) -- (?:env \\S+ )?drydock (\\w+)(.*)");
    Set<String> seen = new TreeSet<>();
    for (Path file : texts()) {
      Matcher typed = exec.matcher(Files.readString(file));
      while (typed.find()) {
        boolean forOperators =
            OPERATORS.contains(typed.group(2)) && !typed.group(3).contains("--roles bot");
        assertThat(typed.group(1))
            .as(file + ": " + typed.group())
            .isEqualTo(forOperators ? "activity" : "bot");
        seen.add(typed.group(2));
      }
    }
    assertThat(seen).contains("approve", "audit", "list", "doctor", "unfence", "backups");
  }

  /**
   * What a person's command opens: Temporal (as serve does), the ledger's reader, Slack's groups.
   */
  @Test
  void theBotHasWhatPeoplesCommandsNeed() throws IOException {
    var drydock = EXAMPLE.drydock();
    assertThat(variables(container(Role.BOT).getEnv()))
        .contains(env(drydock.ledger().readerPassword()), env(drydock.slack().botToken()))
        .contains("DRYDOCK_CONFIG")
        .doesNotContain(env(drydock.ledger().password()));
    assertThat(container(Role.BOT).getEnvFrom()).isEqualTo(container(Role.ACTIVITY).getEnvFrom());
  }

  private static List<Path> texts() throws IOException {
    List<Path> all = new ArrayList<>(List.of(Path.of("../README.md"), K8S.resolve("README.md")));
    for (Path folder : List.of(Path.of("../docs"), Path.of("src/main/java"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(file -> file.toString().matches(".*\\.(md|java)")).forEach(all::add);
      }
    }
    return all;
  }

  // --- setup, once

  @Test
  void theSetupJobReachesTemporalAndTheLedgerAndHoldsNothingElse() throws IOException {
    List<HasMetadata> setup = objects("components/setup/job.yaml");
    var template = only(setup, Job.class).getSpec().getTemplate();
    PodSpec pod = template.getSpec();
    requireRestricted(pod);
    Container container = pod.getContainers().get(0);
    assertThat(container.getArgs()).startsWith("setup");
    requireArguments(container);
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getServiceAccountName()).as("no account of a role").isNull();
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsUser())
        .isEqualTo(pod(Role.ACTIVITY).getSecurityContext().getRunAsUser());
    assertThat(pod.getVolumes())
        .extracting(Volume::getName)
        .containsExactlyInAnyOrder("config", "tmp");

    assertThat(variables(container.getEnv()))
        .containsExactly(env(EXAMPLE.drydock().ledger().password()));
    assertThat(container(Role.ACTIVITY).getEnv()).containsAll(container.getEnv());
    assertThat(container.getEnvFrom()).isEqualTo(container(Role.ACTIVITY).getEnvFrom());

    Map<String, String> labels = template.getMetadata().getLabels();
    for (Role role : Role.values()) {
      assertThat(labels).as("counted among no role's pods").isNotEqualTo(labels(role));
    }
    NetworkPolicy own = only(setup, NetworkPolicy.class);
    assertThat(own.getSpec().getPodSelector().getMatchLabels()).isEqualTo(labels);
    Set<Integer> ports = egress(labels);
    ports.addAll(ports(own));
    assertThat(ports)
        .containsExactlyInAnyOrder(
            53,
            port("tcp://" + EXAMPLE.drydock().temporal().address()),
            port(EXAMPLE.drydock().ledger().url().substring("jdbc:".length())));
  }

  // --- what the configuration names

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void eachRoleFindsTheSecretsItNeeds(String door, @TempDir Path directory) throws IOException {
    Settings settings = ConfigFile.load(door.equals("socket") ? CONFIG : http(directory));
    var drydock = settings.drydock();
    Container activity = container(Role.ACTIVITY);
    Container bot =
        only(objects("overlays/" + door + "/bot.yaml"), Deployment.class)
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(0);
    List<EnvVar> ofBot = new ArrayList<>(container(Role.BOT).getEnv());
    ofBot.addAll(bot.getEnv());

    assertThat(variables(activity.getEnv()))
        .contains(env(drydock.ledger().password()), env(drydock.ledger().readerPassword()));
    assertThat(variables(ofBot))
        .contains(env(drydock.ledger().readerPassword()), env(drydock.slack().botToken()))
        .doesNotContain(env(drydock.ledger().password()))
        .contains(
            env(
                door.equals("socket")
                    ? drydock.slack().appToken()
                    : drydock.slack().signingSecret()));
    assertThat(variables(container(Role.WORKFLOW).getEnv())).containsExactly("DRYDOCK_CONFIG");
    if (door.equals("http")) {
      assertThat(ports(bot)).containsEntry("slack", drydock.slack().port());
    }
    for (AppConfig app : drydock.apps().all()) {
      Path file = Path.of(((SecretRef.File) app.database().password()).path());
      assertThat(file.getParent()).hasToString(mount(activity, "apps"));
      assertThat(secret("drydock-apps")).contains(file.getFileName().toString());
    }
    for (EnvVar variable : Stream.of(activity.getEnv(), ofBot).flatMap(List::stream).toList()) {
      if (variable.getValueFrom() != null) {
        var from = variable.getValueFrom().getSecretKeyRef();
        assertThat(secret(from.getName())).contains(from.getKey());
      }
    }
  }

  @Test
  void backupsAreOnTheVolumeThatTheActivityWorkersShare() throws IOException {
    Container activity = container(Role.ACTIVITY);
    assertThat(keeper().backup().directory()).startsWith(mount(activity, "backups"));
    var claims =
        pod(Role.ACTIVITY).getVolumes().stream()
            .filter(volume -> volume.getPersistentVolumeClaim() != null)
            .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
            .toList();
    assertThat(claims).hasSize(1);
    assertThat(named(PersistentVolumeClaim.class, claims.get(0)).getSpec().getAccessModes())
        .containsExactly("ReadWriteOnce");
    var together =
        pod(Role.ACTIVITY)
            .getAffinity()
            .getPodAffinity()
            .getRequiredDuringSchedulingIgnoredDuringExecution()
            .get(0);
    assertThat(together.getTopologyKey()).isEqualTo("kubernetes.io/hostname");
    assertThat(together.getLabelSelector().getMatchLabels()).isEqualTo(labels(Role.ACTIVITY));
  }

  @Test
  void theNetworkLetsThroughWhatTheConfigurationNamesAndDeniesTheRest() throws IOException {
    var drydock = EXAMPLE.drydock();
    Set<Integer> workflow = egress(Role.WORKFLOW);
    Set<Integer> activity = egress(Role.ACTIVITY);
    Set<Integer> bot = egress(Role.BOT);
    int temporal = port("tcp://" + drydock.temporal().address());
    int ledger = port(drydock.ledger().url().substring("jdbc:".length()));
    Set<Integer> checks = added();

    assertThat(workflow).containsExactlyInAnyOrder(53, temporal);
    assertThat(bot).containsExactlyInAnyOrder(53, temporal, ledger, 443);
    assertThat(activity)
        .containsExactlyInAnyOrder(53, temporal, ledger, 443, 6443)
        .contains(keeper().database().port());
    assertThat(keeper().verify().http())
        .isNotEmpty()
        .allSatisfy(check -> assertThat(checks).contains(port(check.url())));
    NetworkPolicy deny = named(NetworkPolicy.class, "deny");
    assertThat(deny.getSpec().getPodSelector().getMatchLabels()).isEmpty();
    assertThat(deny.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(deny.getSpec().getIngress()).isEmpty();
    assertThat(deny.getSpec().getEgress()).isEmpty();
  }

  @Test
  void slackComesInToTheBotOnly() throws IOException {
    NetworkPolicy door = only(objects("overlays/http/network.yaml"), NetworkPolicy.class);
    Service service = only(objects("overlays/http/service.yaml"), Service.class);
    Ingress ingress = only(objects("overlays/http/ingress.yaml"), Ingress.class);
    assertThat(door.getSpec().getPodSelector().getMatchLabels())
        .isEqualTo(service.getSpec().getSelector())
        .isEqualTo(labels(Role.BOT));
    assertThat(door.getSpec().getIngress().get(0).getPorts().get(0).getPort())
        .isEqualTo(service.getSpec().getPorts().get(0).getTargetPort())
        .isEqualTo(new IntOrString("slack"));
    assertThat(service.getSpec().getPublishNotReadyAddresses())
        .as("a bot that waits for Temporal still tells people so")
        .isTrue();
    var path = ingress.getSpec().getRules().get(0).getHttp().getPaths().get(0);
    assertThat(path.getPath()).isEqualTo("/slack/events");
    assertThat(path.getBackend().getService().getName()).isEqualTo(service.getMetadata().getName());
  }

  // --- files

  @Test
  void everyKustomizationNamesFilesThatAreThereAndForgetsNone() throws IOException {
    Set<Path> used = new TreeSet<>();
    for (Path file : files("kustomization.yaml")) {
      Map<String, Object> kustomization = yaml(file);
      List<String> named = new ArrayList<>(strings(kustomization.get("resources")));
      maps(kustomization.get("patches")).stream()
          .filter(patch -> patch.containsKey("path"))
          .forEach(patch -> named.add(patch.get("path").toString()));
      maps(kustomization.get("configMapGenerator"))
          .forEach(map -> named.addAll(strings(map.get("files"))));
      for (String name : named) {
        Path path = file.resolveSibling(name).normalize();
        assertThat(path).as(file + " names " + name).exists();
        used.add(path);
      }
    }
    Set<Path> all = new TreeSet<>(files(".yaml"));
    all.removeIf(file -> file.endsWith("kustomization.yaml") || used.contains(file.normalize()));
    assertThat(all)
        .as("for people to copy, hence in no kustomization")
        .containsExactly(
            K8S.resolve("example/secrets.example.yaml"), K8S.resolve("overlays/http/ingress.yaml"));
  }

  @Test
  void theImageIsMadeOfWhatIsThereForTheUserWhoRunsIt() throws IOException {
    String image = Files.readString(Path.of("../Dockerfile"));
    assertThat(image)
        .contains("COPY image/packages ", "COPY image/drydock /opt/drydock/bin/drydock")
        .contains("ENTRYPOINT [\"/opt/drydock/bin/drydock\"]");
    assertThat(Files.isExecutable(Path.of("../image/drydock"))).isTrue();
    assertThat(Files.readAllLines(Path.of("../image/packages")))
        .contains("openjdk-17-jre-headless", "postgresql-client");
    long user = Long.parseLong(image.replaceAll("(?s).*\\nUSER (\\d+):.*", "$1"));
    assertThat(pod(Role.ACTIVITY).getSecurityContext().getRunAsUser()).isEqualTo(user);
    assertThat(pod(Role.ACTIVITY).getSecurityContext().getFsGroup()).isEqualTo(user);
  }

  /** With a java that tells its arguments. */
  @ParameterizedTest
  @ValueSource(strings = {"serve", "doctor"})
  void theEntrypointBecomesTheJvm(String command, @TempDir Path home) throws Exception {
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path entrypoint = Files.copy(Path.of("../image/drydock"), bin.resolve("drydock"));
    Path lib = Files.createDirectories(home.resolve("lib"));
    for (String jar : List.of("b.jar", "a.jar", "c.jar")) {
      Files.createFile(lib.resolve(jar));
    }
    Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\necho $$ \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    assertThat(entrypoint.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder(entrypoint.toString(), command, "--config", "with space.yaml")
            .redirectErrorStream(true);
    builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    assertThat(process.waitFor()).as(said).isZero();
    Path real = home.toRealPath();
    assertThat(said)
        .startsWith(process.pid() + " ")
        .contains(
            Stream.of("a", "b", "c")
                .map(j -> real + "/lib/" + j + ".jar")
                .collect(Collectors.joining(":")))
        .endsWith(" dev.drydock.bot.Main " + command + " --config with space.yaml")
        .contains("-XX:MaxRAMPercentage=" + (command.equals("serve") ? "50 " : "12.5 "));
  }

  // --- reading

  private static AppConfig keeper() {
    return EXAMPLE.drydock().apps().find("keeper").orElseThrow();
  }

  /** The example, with what its comments say of HTTP. */
  private static Path http(Path directory) throws IOException {
    String text =
        Files.readString(CONFIG)
            .replaceFirst(" {2}appToken:.*\\n", "")
            .replace("  # mode: http", "  mode: http")
            .replace("  # signingSecret:", "  signingSecret:");
    return Files.writeString(directory.resolve("drydock.yaml"), text);
  }

  private static Set<String> granted(io.fabric8.kubernetes.api.model.rbac.Role role) {
    Set<String> granted = new TreeSet<>();
    for (PolicyRule rule : role.getRules()) {
      for (String group : rule.getApiGroups()) {
        for (String resource : rule.getResources()) {
          for (String verb : rule.getVerbs()) {
            Collection<String> names =
                rule.getResourceNames().isEmpty() ? List.of("*") : rule.getResourceNames();
            names.forEach(name -> granted.add(group + "/" + resource + " " + name + ": " + verb));
          }
        }
      }
    }
    return granted;
  }

  private static Set<String> used(List<Rule> rules) {
    Set<String> used = new TreeSet<>();
    for (Rule rule : rules) {
      String name = rule.name() == null ? "*" : rule.name();
      rule.verbs()
          .keySet()
          .forEach(
              verb -> used.add(rule.group() + "/" + rule.resource() + " " + name + ": " + verb));
    }
    return used;
  }

  private static Map<String, String> labels(Role role) {
    return Map.of("app.kubernetes.io/name", "drydock", "app.kubernetes.io/component", role.word());
  }

  private static Deployment deployment(Role role) throws IOException {
    return only(objects("base/" + role.word() + ".yaml"), Deployment.class);
  }

  private static PodSpec pod(Role role) throws IOException {
    var template = deployment(role).getSpec().getTemplate();
    assertThat(template.getMetadata().getLabels()).isEqualTo(labels(role));
    return template.getSpec();
  }

  private static Container container(Role role) throws IOException {
    assertThat(pod(role).getContainers()).hasSize(1);
    return pod(role).getContainers().get(0);
  }

  private static String mount(Container container, String volume) {
    return container.getVolumeMounts().stream()
        .filter(mount -> mount.getName().equals(volume))
        .findFirst()
        .orElseThrow()
        .getMountPath();
  }

  private static Map<String, Integer> ports(Container container) {
    return container.getPorts().stream()
        .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
  }

  private static List<String> variables(List<EnvVar> variables) {
    return variables.stream().map(EnvVar::getName).toList();
  }

  private static String env(SecretRef ref) {
    return ((SecretRef.Env) ref).name();
  }

  private static Set<String> secret(String name) throws IOException {
    return objects("example/secrets.example.yaml").stream()
        .map(Secret.class::cast)
        .filter(secret -> secret.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getStringData()
        .keySet();
  }

  private static Set<Integer> egress(Role role) throws IOException {
    return egress(labels(role));
  }

  /** By the rules of the base for a pod with these labels. */
  private static Set<Integer> egress(Map<String, String> labels) throws IOException {
    Set<Integer> ports = new TreeSet<>();
    for (HasMetadata object : objects("base/network.yaml")) {
      NetworkPolicy policy = (NetworkPolicy) object;
      if (labels
          .entrySet()
          .containsAll(policy.getSpec().getPodSelector().getMatchLabels().entrySet())) {
        ports.addAll(ports(policy));
      }
    }
    return ports;
  }

  private static Set<Integer> ports(NetworkPolicy policy) {
    return policy.getSpec().getEgress().stream()
        .flatMap(rule -> rule.getPorts().stream())
        .map(NetworkPolicyPort::getPort)
        .map(IntOrString::getIntVal)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** By the patch that the example adds for its apps' checks. */
  private static Set<Integer> added() throws IOException {
    Set<Integer> ports = new TreeSet<>();
    List<Map<String, Object>> patch =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(K8S.resolve("example/network.yaml")));
    for (Map<String, Object> one : patch) {
      assertThat(one).containsEntry("op", "add").containsEntry("path", "/spec/egress/-");
      maps(maps(List.of(one.get("value"))).get(0).get("ports"))
          .forEach(port -> ports.add((Integer) port.get("port")));
    }
    return ports;
  }

  private static int port(String uri) {
    return URI.create(uri).getPort();
  }

  private static <T extends HasMetadata> T named(Class<T> kind, String name) throws IOException {
    Map<String, T> found = new HashMap<>();
    for (Path file : files(".yaml")) {
      if (file.startsWith(K8S.resolve("base")) && !file.endsWith("kustomization.yaml")) {
        objects(K8S.relativize(file).toString()).stream()
            .filter(kind::isInstance)
            .map(kind::cast)
            .forEach(object -> found.put(object.getMetadata().getName(), object));
      }
    }
    assertThat(found).containsKey(name);
    return found.get(name);
  }

  private static <T> T only(List<HasMetadata> objects, Class<T> kind) {
    List<T> found = objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static List<HasMetadata> objects(String file) throws IOException {
    List<HasMetadata> objects = new ArrayList<>();
    for (String document : Files.readString(K8S.resolve(file)).split("(?m)^---$")) {
      HasMetadata object = Serialization.unmarshal(document);
      objects.add(object);
    }
    return objects;
  }

  private static List<Path> files(String end) throws IOException {
    try (Stream<Path> all = Files.walk(K8S)) {
      return all.filter(file -> file.getFileName().toString().endsWith(end)).sorted().toList();
    }
  }

  private static Map<String, Object> yaml(Path file) throws IOException {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
  }

  private static List<String> strings(Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(String::valueOf).toList();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(Object list) {
    return list == null ? List.of() : (List<Map<String, Object>>) list;
  }
}
