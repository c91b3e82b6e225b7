package dev.drydock.activities.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.activities.database.ToolEnvironment;
import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Policy;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.DeploymentConfig;
import dev.drydock.workflows.config.MaintenanceConfig;
import dev.drydock.workflows.config.SchemaConfig;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaintenancePodTemplateTest {
  private static final PodSpec APP =
      Serialization.unmarshal(
          """
          serviceAccountName: keeper
          imagePullSecrets: [{name: pull}]
          nodeSelector: {disk: fast}
          tolerations: [{key: db, operator: Exists}]
          affinity:
            nodeAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                nodeSelectorTerms: [{matchExpressions: [{key: arch, operator: In, values: [arm64]}]}]
            podAntiAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                - {topologyKey: host, labelSelector: {matchLabels: {app: keeper}}}
          securityContext: {runAsUser: 1000}
          volumes:
            - {name: config, configMap: {name: keeper}}
            - {name: spool, emptyDir: {}}
          initContainers:
            - {name: warm, image: "keeper:1.8.0"}
            - name: tunnel
              image: tunnel:1
              restartPolicy: Always
              startupProbe: {tcpSocket: {port: 82}}
              volumeMounts: [{name: spool, mountPath: /spool}]
          containers:
            - name: keeper
              image: keeper:1.8.0
              command: [serve]
              envFrom: [{secretRef: {name: keeper-db}}]
              env:
                - {name: PGOPTIONS, value: "-c search_path=keeper"}
                - {name: DB_URL, value: "jdbc:postgresql://db/keeper?ssl=true"}
                - {name: LOG, value: info}
                - {name: PGAPPNAME, valueFrom: {configMapKeyRef: {name: keeper, key: name}}}
              volumeMounts: [{name: config, mountPath: /etc/keeper}]
              securityContext: {readOnlyRootFilesystem: true}
              livenessProbe: {httpGet: {path: /, port: 80}}
              lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}
              ports: [{containerPort: 80}]
            - {name: proxy, image: "proxy:2", readinessProbe: {httpGet: {path: /, port: 81}}}
            - {name: shipper, image: "shipper:3"}
          """,
          PodSpec.class);

  private static final ToolEnvironment SESSIONS = new Told("writes");

  private record Told(String what) implements ToolEnvironment {
    @Override
    public Map<String, String> told(Map<String, String> own) {
      return Map.of("DB_URL", own.get("DB_URL") + "&" + what, "PGAPPNAME", "told");
    }

    @Override
    public ToolEnvironment readOnly() {
      return new Told("reads");
    }

    @Override
    public ToolEnvironment refused() {
      return new Told("refused");
    }
  }

  @Test
  void upgradeWaitsAndThenBecomesTheTool() {
    Pod pod =
        template().maintenancePod("keeper-41", List.of("alembic", "upgrade", "k5"), List.of());
    assertThat(pod.getMetadata().getName()).isEqualTo("drydock-keeper-41");
    assertThat(pod.getMetadata().getLabels())
        .containsEntry(Names.RUN_LABEL, "keeper-41")
        .doesNotContainKey("app");
    assertThat(pod.getMetadata().getFinalizers()).containsExactly(Names.FINALIZER);
    assertThat(container(pod, "upgrade").getCommand())
        .containsSubsequence("sh", "-c", "alembic", "upgrade", "k5");
    assertThat(container(pod, "upgrade").getTerminationMessagePolicy())
        .isEqualTo("FallbackToLogsOnError");
  }

  @Test
  void bothContainersLookLikeTheAppsOwnWithoutItsHooks() {
    Pod pod = template().maintenancePod("keeper-41", List.of("x"), List.of());
    for (String name : List.of("upgrade", "tool")) {
      Container container = container(pod, name);
      assertThat(container.getImage()).isEqualTo("keeper:1.9.0");
      assertThat(container.getEnvFrom()).hasSize(1);
      assertThat(container.getVolumeMounts())
          .extracting(VolumeMount::getMountPath)
          .containsExactly("/run/drydock", "/etc/keeper");
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getLivenessProbe()).isNull();
      assertThat(container.getLifecycle()).isNull();
      assertThat(container.getPorts()).isEmpty();
      assertThat(container.getWorkingDir()).isEqualTo("/srv/app");
    }
    assertThat(pod.getSpec().getVolumes())
        .extracting(Volume::getName)
        .containsExactly("drydock", "config");
    assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("keeper");
    assertThat(pod.getSpec().getImagePullSecrets()).hasSize(1);
    assertThat(pod.getSpec().getNodeSelector()).containsEntry("disk", "fast");
    assertThat(pod.getSpec().getTolerations()).hasSize(1);
    assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(1000);
    assertThat(pod.getSpec().getInitContainers()).isEmpty();
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
  }

  @Test
  void onlyNamedSidecarsComeAlongWithoutProbes() {
    Pod pod = template().maintenancePod("keeper-41", List.of("x"), List.of());
    assertThat(pod.getSpec().getContainers())
        .extracting(Container::getName)
        .containsExactly("upgrade", "tool", "proxy");
    assertThat(container(pod, "proxy").getReadinessProbe()).isNull();
  }

  /** An init container that restarts always runs beside the others, as a sidecar does. */
  @Test
  void nativeSidecarsComeAlongToo() {
    Pod pod = template(List.of("tunnel")).maintenancePod("keeper-41", List.of("x"), List.of());
    assertThat(pod.getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("tunnel");
    assertThat(pod.getSpec().getInitContainers().get(0).getStartupProbe()).isNull();
    assertThat(pod.getSpec().getVolumes())
        .extracting(Volume::getName)
        .containsExactly("drydock", "config", "spool");
  }

  @Test
  void sidecarsThatAreNotThereAreNamed() {
    assertThatThrownBy(
            () -> template(List.of("proxi")).maintenancePod("keeper-41", List.of("x"), List.of()))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("maintenance.sidecars of keeper names proxi")
        .hasMessageContaining("are [proxy, shipper, tunnel]");
  }

  @Test
  void nodesOfTheAppHoldForThePodAndItsNeighboursDoNot() {
    Pod pod = template().maintenancePod("keeper-41", List.of("x"), List.of());
    assertThat(pod.getSpec().getAffinity().getNodeAffinity()).isNotNull();
    assertThat(pod.getSpec().getAffinity().getPodAntiAffinity()).isNull();
    assertThat(pod.getSpec().getAffinity().getPodAffinity()).isNull();
  }

  /** A disk of a cloud is on one node at a time. */
  @Test
  void whereItHasTheAppsVolumeItIsPutBesideTheApp() {
    PodSpec stateful =
        new PodSpecBuilder(APP)
            .editMatchingVolume(volume -> volume.getName().equals("config"))
            .withConfigMap(null)
            .withNewPersistentVolumeClaim("files", false)
            .endVolume()
            .build();
    Pod pod =
        template(stateful, new MaintenanceConfig(List.of("proxy"), Map.of()))
            .maintenancePod("keeper-41", List.of("x"), List.of());
    var term =
        pod.getSpec()
            .getAffinity()
            .getPodAffinity()
            .getPreferredDuringSchedulingIgnoredDuringExecution()
            .get(0)
            .getPodAffinityTerm();
    assertThat(term.getTopologyKey()).isEqualTo("kubernetes.io/hostname");
    assertThat(term.getLabelSelector().getMatchLabels()).containsEntry("app", "keeper");
    assertThat(pod.getSpec().getAffinity().getNodeAffinity()).isNotNull();
    assertThat(MaintenancePodTemplate.hasClaims(pod.getSpec().getVolumes())).isTrue();
  }

  @Test
  void labelsAndAnnotationsThatWereAskedForComeBesideItsOwn() {
    Pod pod =
        template(
                new MaintenanceConfig(
                    List.of(), Map.of(), Map.of("db", "yes"), Map.of("vault.example/role", "k")))
            .maintenancePod("keeper-41", List.of("x"), List.of());
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("db", "yes")
        .containsEntry("app.kubernetes.io/managed-by", "drydock");
    assertThat(pod.getMetadata().getAnnotations()).containsEntry("vault.example/role", "k");
    MaintenanceConfig all =
        new MaintenanceConfig(List.of(), Map.of(), Map.of("app", "keeper"), Map.of());
    assertThatThrownBy(() -> template(all).maintenancePod("keeper-41", List.of("x"), List.of()))
        .hasMessageContaining("its Service would take the maintenance pod for one of them");
  }

  @Test
  void nobodyMovesItAway() {
    Pod pod = template().maintenancePod("keeper-41", List.of("x"), List.of());
    assertThat(pod.getMetadata().getAnnotations())
        .containsEntry("cluster-autoscaler.kubernetes.io/safe-to-evict", "false")
        .containsEntry("karpenter.sh/do-not-disrupt", "true");
  }

  @Test
  void itsSessionsAreToldInTheEnvironment() {
    assertThat(environment(template().planPod("keeper-41", 1, true), "tool"))
        .containsExactly(
            Map.entry("PGOPTIONS", "-c search_path=keeper"),
            Map.entry("DB_URL", "jdbc:postgresql://db/keeper?ssl=true&reads"),
            Map.entry("PGAPPNAME", "told"),
            Map.entry("DRYDOCK_SESSION", "drydock-keeper-41"),
            Map.entry("DRYDOCK_RUN", "keeper-41"),
            Map.entry("LIQUIBASE_COMMAND_DRIVER_PROPERTIES_FILE", "/run/drydock/tool.properties"),
            Map.entry("LOG", "debug"));
  }

  /** Only the upgrade itself writes; what nobody hears of is found out before people are asked. */
  @Test
  void eachContainersSessionsAreToldWhatTheyMay() {
    Pod plan = template().planPod("keeper-41", 1, true);
    Pod maintenance = template().maintenancePod("keeper-41", List.of("x"), List.of());
    assertThat(environment(plan, "tool").get("DB_URL")).endsWith("&reads");
    assertThat(environment(plan, "heard").get("DB_URL")).endsWith("&refused");
    assertThat(environment(maintenance, "tool").get("DB_URL")).endsWith("&reads");
    assertThat(environment(maintenance, "upgrade").get("DB_URL")).endsWith("&writes");
    assertThat(environment(maintenance, "upgrade"))
        .containsEntry(
            "LIQUIBASE_COMMAND_DRIVER_PROPERTIES_FILE", "/run/drydock/upgrade.properties");
  }

  @Test
  void planPodLeavesNothingBehind() {
    Pod pod = template().planPod("keeper-41", 1, true);
    assertThat(pod.getMetadata().getFinalizers()).isEmpty();
    assertThat(pod.getSpec().getActiveDeadlineSeconds()).isPositive();
    assertThat(pod.getSpec().getContainers())
        .extracting(Container::getName)
        .containsExactly("tool", "heard", "proxy");
  }

  @Test
  void namesAreSafeBoundedAndDifferent() {
    String odd = Names.maintenancePod("My_Database.Name-41");
    assertThat(odd).matches("drydock-my-database-name-41-[0-9a-f]{8}");
    assertThat(Names.maintenancePod("My-Database.Name-41")).isNotEqualTo(odd);
    assertThat(Names.planPod("x".repeat(200)).length()).isLessThanOrEqualTo(63);
    assertThat(Names.planPod("keeper-41")).matches("drydock-plan-keeper-41-[0-9a-z]{4}");
    assertThat(Names.safe("x".repeat(200)).length()).isLessThanOrEqualTo(63);
  }

  private static MaintenancePodTemplate template() {
    return template(List.of("proxy"));
  }

  private static MaintenancePodTemplate template(List<String> sidecars) {
    return template(new MaintenanceConfig(sidecars, Map.of()));
  }

  private static MaintenancePodTemplate template(MaintenanceConfig maintenance) {
    return template(APP, maintenance);
  }

  private static MaintenancePodTemplate template(PodSpec spec, MaintenanceConfig maintenance) {
    AppConfig app =
        new AppConfig(
            "keeper",
            "keeper:{version}",
            null,
            new DeploymentConfig("apps", "keeper", "keeper"),
            new DatabaseConfig("db", 5432, "keeper", "drydock", null, "postgres"),
            new SchemaConfig("alembic", List.of(), Map.of("LOG", "debug"), "/srv/app", null, null),
            maintenance,
            null,
            null,
            new Policy(List.of(), Limits.DEFAULT));
    PodTemplateSpec like =
        new PodTemplateSpec(new ObjectMetaBuilder().addToLabels("app", "keeper").build(), spec);
    return new MaintenancePodTemplate(app, like, "keeper:1.9.0", "keeper-41", SESSIONS, true);
  }

  private static Map<String, String> environment(Pod pod, String container) {
    return container(pod, container).getEnv().stream()
        .filter(entry -> entry.getValue() != null)
        .collect(
            java.util.stream.Collectors.toMap(
                EnvVar::getName, EnvVar::getValue, (a, b) -> a + b, java.util.LinkedHashMap::new));
  }

  private static Container container(Pod pod, String name) {
    return pod.getSpec().getContainers().stream()
        .filter(c -> c.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
