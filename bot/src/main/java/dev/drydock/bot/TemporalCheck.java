package dev.drydock.bot;

import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.bot.config.Durations;
import dev.drydock.workflows.TaskQueues;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import java.util.ArrayList;
import java.util.List;

/** Temporal, its namespace, its search attributes, and whether somebody works. */
record TemporalCheck(TemporalLink temporal) {
  List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    Finding namespace = namespace();
    findings.add(namespace);
    if (namespace.verdict() != Finding.Verdict.OK) {
      return findings;
    }
    findings.add(attributes());
    findings.add(pollers("workflow", TaskQueues.WORKFLOWS, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW));
    findings.add(
        pollers("activity", TaskQueues.ACTIVITIES, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY));
    return findings;
  }

  private Finding namespace() {
    try {
      var found = Namespaces.find(temporal);
      if (found.isEmpty()) {
        return Finding.wrong(
            "temporal", Namespaces.absent(temporal), Namespaces.create(temporal.namespace()));
      }
      return Finding.ok(
          "temporal",
          temporal.address()
              + ", namespace "
              + temporal.namespace()
              + ", retention "
              + Durations.write(Namespaces.retention(found.get())));
    } catch (StatusRuntimeException e) {
      return Finding.wrong("temporal", temporal.inWords(e), "");
    }
  }

  private Finding attributes() {
    SearchAttributes.Listing listing = SearchAttributes.list(temporal);
    if (!(listing instanceof SearchAttributes.Listing.Told told)) {
      return Finding.note("search attributes", "this server does not list them", "");
    }
    SearchAttributes.Difference difference = SearchAttributes.compare(told.types());
    return difference.isEmpty()
        ? Finding.ok("search attributes", "all there")
        : Finding.wrong(
            "search attributes", difference.told(), difference.mend(temporal.namespace()));
  }

  private Finding pollers(String role, String queue, TaskQueueType type) {
    String what = role + " worker";
    try {
      int pollers =
          temporal
              .service()
              .describeTaskQueue(
                  DescribeTaskQueueRequest.newBuilder()
                      .setNamespace(temporal.namespace())
                      .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                      .setTaskQueueType(type)
                      .build())
              .getPollersCount();
      return pollers > 0
          ? Finding.ok(what, pollers + " on queue " + queue)
          : Finding.wrong(what, "nobody works on queue " + queue, "drydock serve --roles " + role);
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() == Status.Code.UNIMPLEMENTED
          ? Finding.note(what, "this server does not tell who works", "")
          : Finding.wrong(what, "Temporal does not tell: " + e.getStatus().getCode(), "");
    }
  }
}
