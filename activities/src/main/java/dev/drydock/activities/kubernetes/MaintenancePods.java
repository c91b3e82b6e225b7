package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.config.Scrub;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, watches and removes Drydock's own pods. Every call may be repeated. */
public final class MaintenancePods {
  private static final Logger LOG = LoggerFactory.getLogger(MaintenancePods.class);

  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final PodEvents events;

  public MaintenancePods(KubernetesClient client) {
    this.client = client;
    this.events = new PodEvents(client);
  }

  /** The pod, unless it is not there. */
  public Optional<Pod> find(PodAt at) {
    Optional<Pod> found = Optional.ofNullable(resource(at).get());
    found.ifPresent(MaintenancePods::rememberSecrets);
    return found;
  }

  /**
   * The tool may tell what its environment holds, and the worker that reads its log need not be the
   * one that has read the Deployment.
   */
  private static void rememberSecrets(Pod pod) {
    pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getEnv().stream())
        .forEach(entry -> Scrub.ofProcess().remember(entry.getName(), entry.getValue()));
  }

  /**
   * Lets the cluster decide whether it would take the pod as it is, without making it: quotas,
   * limits, Pod Security, policies, its service account.
   *
   * @throws Trouble in its words, with what would be right
   */
  public void requireAdmitted(Pod wanted) {
    try {
      client.resource(wanted).dryRun().create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == BAD_REQUEST) {
        // an old admission webhook that knows no dry run; what it thinks shows when the pod is made
        LOG.info("pod {} cannot be tried out: {}", PodAt.of(wanted), ApiErrors.said(e));
      } else if (PodRefusal.isOne(e)) {
        throw PodRefusal.of(e, wanted);
      } else if (e.getCode() != CONFLICT) { // else it is there already
        throw e;
      }
    }
  }

  /**
   * Creates a pod. One of the same run that is there already is taken for it; one that is being
   * deleted is waited for.
   *
   * @throws Trouble when somebody else's pod has the name, or the cluster does not admit it
   */
  public void create(Pod wanted, Await await) {
    PodAt at = PodAt.of(wanted);
    await.until(
        () -> "pod " + at + ", which is being deleted, is still there",
        () -> {
          await.requireTimeTo("make pod " + at);
          return created(wanted, at) ? Optional.of(true) : Optional.empty();
        });
  }

  private boolean created(Pod wanted, PodAt at) {
    try {
      client.resource(wanted).create();
      return true;
    } catch (KubernetesClientException e) {
      boolean refused = PodRefusal.isOne(e);
      if (e.getCode() != CONFLICT && !refused) {
        throw e;
      }
      // A full quota refuses before it is seen that the pod is there.
      Optional<Pod> there = find(at);
      if (refused && there.isEmpty()) {
        throw PodRefusal.of(e, wanted);
      }
      there.ifPresent(pod -> requireSameRun(wanted, pod));
      return there.filter(pod -> pod.getMetadata().getDeletionTimestamp() == null).isPresent();
    }
  }

  private static void requireSameRun(Pod wanted, Pod there) {
    String ours = wanted.getMetadata().getLabels().get(Names.RUN_LABEL);
    var labels = there.getMetadata().getLabels();
    if (labels == null || !ours.equals(labels.get(Names.RUN_LABEL))) {
      throw new Trouble(
          "a pod " + there.getMetadata().getName() + " that is not Drydock's is in the way");
    }
  }

  /**
   * Waits until all containers run.
   *
   * @param wanted as it was created
   * @param soon for troubles that pass soon, if they pass
   * @param later for those that the cluster is at work on
   * @throws Trouble when it will not come up
   */
  public Pod awaitReady(Pod wanted, Await await, Duration soon, Duration later) {
    PodAt at = PodAt.of(wanted);
    Patience patient = new Patience(soon, later);
    return await.watching(
        client,
        at.namespace(),
        new LabelSelector(
            null, Map.of(Names.RUN_LABEL, wanted.getMetadata().getLabels().get(Names.RUN_LABEL))),
        () -> "pod " + at + " is not ready" + events.why(at),
        () -> {
          Pod pod = find(at).orElseThrow(() -> new Trouble("pod " + at + " has disappeared"));
          if (pod.getMetadata().getDeletionTimestamp() != null) {
            throw new Trouble(PodDeath.of(pod).orElse("pod " + at + " is being deleted"));
          }
          patient.check(List.of(pod));
          events.check(pod, patient);
          return isRunning(pod) ? Optional.of(pod) : Optional.empty();
        });
  }

  private static boolean isRunning(Pod pod) {
    List<ContainerStatus> statuses =
        pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
    return statuses.size() == pod.getSpec().getContainers().size()
        && statuses.stream()
            .allMatch(s -> s.getState() != null && s.getState().getRunning() != null);
  }

  /** Removes a pod and proves it gone. One that is not there is success. */
  public void remove(PodAt at, Await await) {
    await.until(
        () -> "pod " + at + " has not ended (is its node lost?)",
        () -> {
          Optional<Pod> pod = find(at);
          pod.ifPresent(there -> letGo(at, there));
          return pod.isPresent() ? Optional.empty() : Optional.of(true);
        });
  }

  /** Asks for a pod's end without waiting for it; for pods whose outcome nobody needs. */
  public void discard(PodAt at) {
    try {
      resource(at).delete();
    } catch (KubernetesClientException e) {
      LOG.warn("pod {} could not be removed; it ends by itself", at, e);
    }
  }

  /**
   * Removes what is left of plans whose worker was killed, and the pods of this run's earlier
   * attempts: nobody waits for those, and they take room.
   */
  public void sweep(String namespace, String run, int attempt) {
    client
        .pods()
        .inNamespace(namespace)
        .withLabel(Names.PURPOSE_LABEL, Names.PLANNING)
        .list()
        .getItems()
        .stream()
        .filter(pod -> isLeft(pod) || isOfEarlier(pod, run, attempt))
        .forEach(pod -> discard(PodAt.of(pod)));
  }

  private static boolean isLeft(Pod pod) {
    return pod.getStatus() != null && "Failed".equals(pod.getStatus().getPhase());
  }

  private static boolean isOfEarlier(Pod pod, String run, int attempt) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    String made = labels.getOrDefault(Names.ATTEMPT_LABEL, "");
    return Names.safe(run).equals(labels.get(Names.RUN_LABEL))
        && made.matches("\\d{1,9}")
        && Integer.parseInt(made) < attempt;
  }

  private void letGo(PodAt at, Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() == null) {
      resource(at).delete();
    }
    // The kubelet still has the last word: the object stays until it has seen the processes end.
    if (pod.getMetadata().getFinalizers().contains(Names.FINALIZER)) {
      List<String> others =
          pod.getMetadata().getFinalizers().stream()
              .filter(f -> !f.equals(Names.FINALIZER))
              .toList();
      patchFinalizers(at, pod, others);
    }
  }

  private void patchFinalizers(PodAt at, Pod pod, List<String> finalizers) {
    String list = finalizers.isEmpty() ? "null" : "[\"" + String.join("\",\"", finalizers) + "\"]";
    try {
      resource(at)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"uid\":\""
                  + pod.getMetadata().getUid()
                  + "\",\"finalizers\":"
                  + list
                  + "}}");
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404 && e.getCode() != 409) {
        throw e;
      }
    }
  }

  private PodResource resource(PodAt at) {
    return client.pods().inNamespace(at.namespace()).withName(at.name());
  }
}
