package dev.drydock.e2e;

import dev.drydock.workflows.book.RunView;
import io.fabric8.kubernetes.api.model.Pod;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Drydock's own pods, found by what they do for a run just now, and ended. */
final class Replicas implements AutoCloseable {
  private final Installation installation;
  private final WorkflowServiceStubs stubs;

  Replicas(Installation installation) {
    this.installation = installation;
    this.stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(installation.parts().temporal())
                .build());
  }

  /** The activity worker that works for the run. */
  Pod acting(RunView run) {
    return named(
        "activity",
        () ->
            stubs
                .blockingStub()
                .describeWorkflowExecution(
                    DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(installation.temporalNamespace())
                        .setExecution(execution(run))
                        .build())
                .getPendingActivitiesList()
                .stream()
                .map(PendingActivityInfo::getLastWorkerIdentity)
                .filter(identity -> !identity.isEmpty())
                .findFirst());
  }

  /** The workflow worker that decided last for the run: it has the run in its memory. */
  Pod deciding(RunView run) {
    return named(
        "workflow",
        () ->
            history(run).getEvents().stream()
                .filter(
                    event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
                .map(event -> event.getWorkflowTaskCompletedEventAttributes().getIdentity())
                .reduce((a, b) -> b));
  }

  /** The bot that says it has posted the run's card. */
  Pod posting(String run) {
    Pod[] found = new Pod[1];
    Awaitility.await("a bot says that it posted the card of " + run)
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () -> {
              installation.pods("bot").stream()
                  .filter(pod -> log(pod).contains("the card of " + run + " is "))
                  .findFirst()
                  .ifPresent(pod -> found[0] = pod);
              return found[0] != null;
            });
    return found[0];
  }

  private String log(Pod pod) {
    return installation
        .kubernetes()
        .pods()
        .inNamespace(Installation.NAMESPACE)
        .withName(pod.getMetadata().getName())
        .getLog();
  }

  /** Temporal knows a worker as {@code process@pod}. */
  private Pod named(String role, java.util.function.Supplier<Optional<String>> identity) {
    Pod[] found = new Pod[1];
    Awaitility.await("the " + role + " worker of the run")
        .atMost(20, TimeUnit.SECONDS)
        .pollInterval(50, TimeUnit.MILLISECONDS)
        .until(
            () -> {
              Optional<String> name =
                  identity.get().map(known -> known.substring(known.indexOf('@') + 1));
              installation.pods(role).stream()
                  .filter(pod -> name.equals(Optional.of(pod.getMetadata().getName())))
                  .findFirst()
                  .ifPresent(pod -> found[0] = pod);
              return found[0] != null;
            });
    return found[0];
  }

  WorkflowExecutionHistory history(RunView run) {
    return WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setNamespace(installation.temporalNamespace())
                .build())
        .fetchHistory(run.workflowId(), run.execution());
  }

  private static WorkflowExecution execution(RunView run) {
    return WorkflowExecution.newBuilder()
        .setWorkflowId(run.workflowId())
        .setRunId(run.execution())
        .build();
  }

  /** SIGKILL to its process, or where that is not ours to do, deleted with no time to end. */
  void kill(Pod pod) throws IOException {
    Optional<Machine> machine = Machine.of(installation.parts());
    if (machine.isPresent()) {
      machine.get().killProcess(pod);
    } else {
      delete(pod);
    }
  }

  /** {@code kubectl delete pod --grace-period=0 --force}: another pod takes its place. */
  void delete(Pod pod) throws IOException {
    installation.kubectl(
        "-n",
        Installation.NAMESPACE,
        "delete",
        "pod",
        pod.getMetadata().getName(),
        "--grace-period=0",
        "--force");
  }

  /** SIGTERM, and the time to end that its Deployment gives; returns at once. */
  void terminate(Pod pod) throws IOException {
    installation.kubectl(
        "-n", Installation.NAMESPACE, "delete", "pod", pod.getMetadata().getName(), "--wait=false");
  }

  /** As an operator upgrades Drydock itself. */
  void restartAll() throws IOException {
    installation.kubectl("-n", Installation.NAMESPACE, "rollout", "restart", "deployment");
  }

  @Override
  public void close() {
    stubs.shutdownNow();
  }
}
