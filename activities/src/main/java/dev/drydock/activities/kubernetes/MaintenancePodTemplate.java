package dev.drydock.activities.kubernetes;

import dev.drydock.activities.database.Databases;
import dev.drydock.activities.database.ToolEnvironment;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.FenceWay;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the maintenance pod from {@code maintenance-pod.yaml} and the app's own pod template: the
 * same image as the new version, the same environment, volumes and rights as the app's container,
 * none of its probes, hooks and labels.
 */
public final class MaintenancePodTemplate {
  public static final String UPGRADE = "upgrade";
  public static final String TOOL = "tool";

  /** Of a plan's pod: what it asks the database ends badly, if the tool hears what it is told. */
  public static final String HEARD = "heard";

  /** What the containers share. */
  private static final String DIRECTORY = "/run/drydock";

  /** The upgrade begins when this file is there. */
  public static final String GO_FILE = DIRECTORY + "/go";

  /** Ends when the upgrade has ended, well if it did; where it cannot tell that, at once. */
  public static final List<String> AWAIT_DONE =
      List.of("sh", "-c", "cat \"$1/alive\" > /dev/null && [ -e \"$1/done\" ]", "sh", DIRECTORY);

  static final String APP_ANNOTATION = "drydock.dev/app";

  /** Liquibase takes JDBC settings from a file, which the pod writes when it starts. */
  private static final String PROPERTIES_FILE = "LIQUIBASE_COMMAND_DRIVER_PROPERTIES_FILE";

  /** A plan's pod that nobody removed ends by itself. */
  private static final long PLAN_POD_LIFETIME_SECONDS = 1800;

  private final AppConfig app;
  private final PodSpec like;
  private final Map<String, String> labels;
  private final String image;
  private final String run;
  private final ToolEnvironment sessions;
  private final ToolEnvironment asking;

  /**
   * @param like the app's own pods
   * @param image reference, by tag or digest
   * @param sessions what the tool's are told
   * @param asksReadOnly whether it can answer questions where it may change nothing
   */
  public MaintenancePodTemplate(
      AppConfig app,
      PodTemplateSpec like,
      String image,
      String run,
      ToolEnvironment sessions,
      boolean asksReadOnly) {
    this.app = app;
    this.like = like.getSpec();
    this.labels = like.getMetadata() == null ? Map.of() : like.getMetadata().getLabels();
    this.image = image;
    this.run = run;
    this.sessions = sessions;
    this.asking = asksReadOnly ? sessions.readOnly() : sessions;
  }

  /**
   * The pod that waits for the upgrade.
   *
   * @param upgrade the tool's command
   * @param imports Python modules to load while it waits, if the tool is one in Python
   */
  public Pod maintenancePod(String run, List<String> upgrade, List<String> imports) {
    Pod pod = pod(Names.maintenancePod(run), run, List.of(UPGRADE, TOOL));
    named(pod, UPGRADE).setCommand(waiting(DIRECTORY, upgrade, imports));
    return pod;
  }

  /**
   * @param directory in which the file {@code go} starts it
   */
  static List<String> waiting(String directory, List<String> upgrade, List<String> imports) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", text("upgrade.sh"), "sh"));
    command.addAll(List.of(directory, text("warm.py"), String.join(",", imports)));
    command.addAll(upgrade);
    return command;
  }

  /**
   * The short-lived pod in which a plan is computed; nobody needs its outcome.
   *
   * @param attempt of the activity that computes it
   * @param connects whether the tool has a question by which its sessions can be tried
   */
  public Pod planPod(String run, int attempt, boolean connects) {
    boolean isFenced = connects && app.database().fence() == FenceWay.FULL;
    Pod pod = pod(Names.planPod(run), run, isFenced ? List.of(TOOL, HEARD) : List.of(TOOL));
    pod.getSpec().setActiveDeadlineSeconds(PLAN_POD_LIFETIME_SECONDS);
    pod.getMetadata().setFinalizers(List.of());
    pod.getMetadata().getLabels().put(Names.PURPOSE_LABEL, Names.PLANNING);
    pod.getMetadata().getLabels().put(Names.ATTEMPT_LABEL, Integer.toString(attempt));
    return pod;
  }

  /**
   * @param own those of the template's containers that it has
   */
  private Pod pod(String name, String run, List<String> own) {
    Pod template = read();
    Map<String, Container> shapes =
        template.getSpec().getContainers().stream()
            .collect(Collectors.toMap(Container::getName, c -> c));
    List<Container> containers = new ArrayList<>();
    own.forEach(each -> containers.add(toolContainer(shapes.get(each))));
    requireSidecars();
    containers.addAll(sidecars(like.getContainers()));
    List<Container> before = sidecars(nativeSidecars());
    return new PodBuilder(template)
        .editMetadata()
        .withName(name)
        .withNamespace(app.deployment().namespace())
        .addToLabels(moreLabels())
        .addToLabels(Names.RUN_LABEL, Names.safe(run))
        .addToAnnotations(app.maintenance().annotations())
        .addToAnnotations(APP_ANNOTATION, app.name())
        .endMetadata()
        .withSpec(spec(template.getSpec(), containers, before))
        .build();
  }

  /** Never all that the app's own pods have: its Service would send users to this one. */
  private Map<String, String> moreLabels() {
    Map<String, String> more = app.maintenance().labels();
    if (!labels.isEmpty() && more.entrySet().containsAll(labels.entrySet())) {
      throw new Trouble(
          "maintenance.labels of "
              + app.name()
              + " are all the labels of the app's own pods, so that its Service would take the"
              + " maintenance pod for one of them; leave one out");
    }
    return more;
  }

  private PodSpec spec(PodSpec shape, List<Container> containers, List<Container> before) {
    List<Volume> volumes = new ArrayList<>(shape.getVolumes());
    like.getVolumes().stream()
        .filter(volume -> isMounted(volume, containers) || isMounted(volume, before))
        .forEach(volumes::add);
    return new PodSpecBuilder(shape)
        .withContainers(containers)
        .withInitContainers(before)
        .withVolumes(volumes)
        .withServiceAccountName(like.getServiceAccountName())
        .withAutomountServiceAccountToken(
            Boolean.TRUE.equals(like.getAutomountServiceAccountToken()))
        .withImagePullSecrets(like.getImagePullSecrets())
        .withNodeSelector(like.getNodeSelector())
        .withTolerations(like.getTolerations())
        .withAffinity(affinity(volumes))
        .withSecurityContext(like.getSecurityContext())
        .withHostAliases(like.getHostAliases())
        .withDnsConfig(like.getDnsConfig())
        .withDnsPolicy(like.getDnsPolicy())
        .withPriorityClassName(like.getPriorityClassName())
        .withRuntimeClassName(like.getRuntimeClassName())
        .withSchedulerName(like.getSchedulerName())
        .withEnableServiceLinks(like.getEnableServiceLinks())
        .build();
  }

  /** Others could keep the pod from starting, and nobody would look into them. */
  private static boolean isMounted(Volume volume, List<Container> containers) {
    return containers.stream()
        .flatMap(container -> container.getVolumeMounts().stream())
        .anyMatch(mount -> mount.getName().equals(volume.getName()));
  }

  private Container toolContainer(Container shape) {
    Container own = appContainer();
    List<VolumeMount> mounts = new ArrayList<>(shape.getVolumeMounts());
    mounts.addAll(own.getVolumeMounts());
    return new ContainerBuilder(shape)
        .withImage(image)
        .withImagePullPolicy(pullPolicy(own))
        .withEnv(environment(own.getEnv(), shape.getName()))
        .withEnvFrom(own.getEnvFrom())
        .withVolumeMounts(mounts)
        .withSecurityContext(own.getSecurityContext())
        .withResources(resources(own))
        .withWorkingDir(
            app.schema().workingDir() == null ? own.getWorkingDir() : app.schema().workingDir())
        .build();
  }

  /**
   * The registry is asked anew: a node may remember what a tag stood for long ago, and one that is
   * away would be missed by the new version's pods.
   */
  private static String pullPolicy(Container own) {
    return "Never".equals(own.getImagePullPolicy()) ? "Never" : "Always";
  }

  private Container appContainer() {
    return like.getContainers().stream()
        .filter(c -> c.getName().equals(app.deployment().container()))
        .findFirst()
        .orElseThrow(
            () ->
                new Trouble(
                    "Deployment "
                        + app.deployment().namespace()
                        + "/"
                        + app.deployment().name()
                        + " has no container \""
                        + app.deployment().container()
                        + "\"; deployment.container is one of "
                        + like.getContainers().stream().map(Container::getName).toList()));
  }

  private ToolEnvironment sessionsOf(String container) {
    return switch (container) {
      case UPGRADE -> sessions;
      case HEARD -> sessions.refused();
      default -> asking;
    };
  }

  private List<EnvVar> environment(List<EnvVar> own, String container) {
    List<EnvVar> all = told(own, container);
    Map<String, String> configured = new HashMap<>(app.schema().env());
    all.removeIf(entry -> configured.containsKey(entry.getName()));
    configured.forEach((name, value) -> all.add(new EnvVar(name, value, null)));
    return all;
  }

  /** In the place of what it replaces: other variables may refer to it. */
  private List<EnvVar> told(List<EnvVar> own, String container) {
    Set<String> names = own.stream().map(EnvVar::getName).collect(Collectors.toSet());
    Map<String, String> told = new LinkedHashMap<>(sessionsOf(container).told(plain(own)));
    told.put("DRYDOCK_SESSION", Databases.sessionName(run));
    told.put("DRYDOCK_RUN", run);
    if (!names.contains(PROPERTIES_FILE)) {
      told.put(PROPERTIES_FILE, DIRECTORY + "/" + container + ".properties");
    }
    List<EnvVar> all = new ArrayList<>();
    own.forEach(
        entry -> {
          String value = told.get(entry.getName());
          all.add(value == null ? entry : new EnvVar(entry.getName(), value, null));
        });
    told.forEach(
        (name, value) -> {
          if (!names.contains(name)) {
            all.add(new EnvVar(name, value, null));
          }
        });
    return all;
  }

  private static Map<String, String> plain(List<EnvVar> own) {
    Map<String, String> plain = new LinkedHashMap<>();
    own.stream()
        .filter(entry -> entry.getValue() != null)
        .forEach(entry -> plain.put(entry.getName(), entry.getValue()));
    return plain;
  }

  private ResourceRequirements resources(Container own) {
    Map<String, Map<String, String>> configured = app.maintenance().resources();
    return configured.isEmpty()
        ? own.getResources()
        : new ResourceRequirementsBuilder()
            .withRequests(quantities(configured.get("requests")))
            .withLimits(quantities(configured.get("limits")))
            .build();
  }

  private static Map<String, Quantity> quantities(Map<String, String> configured) {
    Map<String, Quantity> quantities = new HashMap<>();
    if (configured != null) {
      configured.forEach((what, amount) -> quantities.put(what, new Quantity(amount)));
    }
    return quantities;
  }

  /** The app's nodes and not its neighbours; where its volume may be on one node only, that one. */
  private Affinity affinity(List<Volume> volumes) {
    Affinity own = like.getAffinity();
    AffinityBuilder ours = new AffinityBuilder();
    if (own != null) {
      ours.withNodeAffinity(own.getNodeAffinity());
    }
    if (hasClaims(volumes)) {
      ours.withNewPodAffinity()
          .addNewPreferredDuringSchedulingIgnoredDuringExecution()
          .withWeight(100)
          .withNewPodAffinityTerm()
          .withTopologyKey("kubernetes.io/hostname")
          .withLabelSelector(new LabelSelector(null, labels))
          .endPodAffinityTerm()
          .endPreferredDuringSchedulingIgnoredDuringExecution()
          .endPodAffinity();
    }
    Affinity built = ours.build();
    return built.getNodeAffinity() == null && built.getPodAffinity() == null ? null : built;
  }

  /** Volumes that outlive a pod, and that perhaps one node only may have at a time. */
  static boolean hasClaims(List<Volume> volumes) {
    return volumes.stream().anyMatch(volume -> volume.getPersistentVolumeClaim() != null);
  }

  private List<Container> nativeSidecars() {
    return like.getInitContainers().stream()
        .filter(c -> "Always".equals(c.getRestartPolicy()))
        .toList();
  }

  private void requireSidecars() {
    List<String> known =
        Stream.concat(like.getContainers().stream(), nativeSidecars().stream())
            .map(Container::getName)
            .filter(name -> !name.equals(app.deployment().container()))
            .toList();
    for (String name : app.maintenance().sidecars()) {
      if (!known.contains(name)) {
        throw new Trouble(
            "maintenance.sidecars of "
                + app.name()
                + " names "
                + name
                + "; the sidecars of Deployment "
                + app.deployment().namespace()
                + "/"
                + app.deployment().name()
                + " are "
                + known);
      }
    }
  }

  /** Those that the tool needs, without what would restart or stop them. */
  private List<Container> sidecars(List<Container> own) {
    return own.stream()
        .filter(c -> app.maintenance().sidecars().contains(c.getName()))
        .map(
            c ->
                new ContainerBuilder(c)
                    .withLivenessProbe(null)
                    .withReadinessProbe(null)
                    .withStartupProbe(null)
                    .withLifecycle(null)
                    .build())
        .toList();
  }

  private static Container named(Pod pod, String name) {
    return pod.getSpec().getContainers().stream()
        .filter(c -> c.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Pod read() {
    return Serialization.unmarshal(text("maintenance-pod.yaml"), Pod.class);
  }

  private static String text(String resource) {
    try (InputStream in =
        MaintenancePodTemplate.class.getResourceAsStream("/kubernetes/" + resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
