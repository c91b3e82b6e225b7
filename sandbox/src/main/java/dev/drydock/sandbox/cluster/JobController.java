package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Jobs with one completion: a pod, and another one as often as {@code backoffLimit} allows. */
final class JobController {
  private final Registry registry;
  private final Store store;
  private final Events events;
  private final Timing timing;
  private final WorkQueue queue;

  JobController(Registry registry, Events events, Loop loop, Timing timing) {
    this.registry = registry;
    this.store = registry.store();
    this.events = events;
    this.timing = timing;
    this.queue = new WorkQueue(loop, this::sync);
  }

  void on(StoreEvent event) {
    Key key = event.key();
    if (key.kind().equals(Kind.JOB)) {
      queue.add(key);
    } else if (key.kind().equals(Kind.POD)) {
      Meta.controller(event.object())
          .filter(o -> Json.text(o, "kind").equals("Job"))
          .map(o -> new Key(Kind.JOB, key.namespace(), Json.text(o, "name")))
          .ifPresent(
              job -> {
                if (event.type() == StoreEvent.Type.DELETED && !ended(event.object())) {
                  lost(job);
                }
                queue.add(job);
              });
    }
  }

  /** A pod that was deleted counts as failed; nothing else remembers it. */
  private void lost(Key job) {
    registry.editStatus(
        job,
        j -> {
          ObjectNode status = Json.child(j, "status");
          status.put("lost", status.path("lost").asInt() + 1);
        });
  }

  private static boolean ended(JsonNode pod) {
    return Set.of("Succeeded", "Failed").contains(Json.text(pod, "status", "phase"));
  }

  private void sync(Key key) {
    ObjectNode job = store.get(key).orElse(null);
    if (job == null || Meta.terminating(job) || finished(job)) {
      return;
    }
    List<ObjectNode> pods = store.list(Kind.POD, key.namespace(), p -> Meta.controlledBy(p, job));
    int succeeded = count(pods, "Succeeded");
    int failed = count(pods, "Failed") + Json.at(job, "status", "lost").asInt();
    long active = pods.stream().filter(p -> !ended(p)).count();
    boolean over = failed > Json.at(job, "spec", "backoffLimit").asInt(6);
    if (active == 0 && succeeded == 0 && !over && !suspended(job)) {
      if (failed == 0) {
        create(key, job);
      } else if (Json.at(job, "status", "failed").asInt() < failed) {
        queue.addAfter(timing.backOff(failed - 1), key);
      } else {
        create(key, job);
      }
    }
    writeStatus(key, succeeded, failed, active, over);
  }

  private static boolean suspended(JsonNode job) {
    return Json.at(job, "spec", "suspend").asBoolean();
  }

  private static int count(List<ObjectNode> pods, String phase) {
    return (int) pods.stream().filter(p -> Json.text(p, "status", "phase").equals(phase)).count();
  }

  private static boolean finished(JsonNode job) {
    return Conditions.is(job.path("status"), "Complete", "True")
        || Conditions.is(job.path("status"), "Failed", "True");
  }

  private void create(Key key, ObjectNode job) {
    JsonNode template = Json.at(job, "spec", "template");
    ObjectNode pod = Json.object();
    ObjectNode meta = pod.putObject("metadata").put("generateName", key.name() + "-");
    for (String field : List.of("labels", "annotations")) {
      if (Json.has(template, "metadata", field)) {
        meta.set(field, Json.at(template, "metadata", field).deepCopy());
      }
    }
    Meta.own(pod, Kind.JOB, job);
    pod.set("spec", Json.at(template, "spec").deepCopy());
    ObjectNode created = registry.create(Kind.POD, key.namespace(), pod, Writer.CONTROLLER);
    String text = "Created pod: " + Meta.name(created);
    events.normal(Kind.JOB, job, "job-controller", "SuccessfulCreate", text);
    queue.addAfter(Duration.ZERO, key);
  }

  private void writeStatus(Key key, int succeeded, int failed, long active, boolean over) {
    registry.editStatus(
        key,
        j -> {
          ObjectNode status = Json.child(j, "status");
          Json.defaultTo(status, "startTime", Json.now());
          status.put("active", active).put("ready", active).put("terminating", 0);
          status.put("succeeded", succeeded).put("failed", failed);
          if (succeeded > 0) {
            Conditions.set(status, "SuccessCriteriaMet", "True", "CompletionsReached", "");
            Conditions.set(status, "Complete", "True", "CompletionsReached", "");
            Json.defaultTo(status, "completionTime", Json.now());
          } else if (over) {
            String why = "Job has reached the specified backoff limit";
            Conditions.set(status, "FailureTarget", "True", "BackoffLimitExceeded", why);
            if (active == 0) {
              Conditions.set(status, "Failed", "True", "BackoffLimitExceeded", why);
            }
          }
        });
  }
}
