package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Deletes a Deployment and waits until its last process has ended: writes are acknowledged until
 * then. Never by force: that hides a process that runs on. Nothing but the pods' own status tells.
 */
final class TakeDown {
  private final Deployments deployments;
  private final Await await;
  private final ProgressLines progress;

  TakeDown(Deployments deployments, Await await, ProgressLines progress) {
    this.deployments = deployments;
    this.progress = progress;
    this.await = await;
  }

  /**
   * Deletes the Deployment unless it is gone or going.
   *
   * @param before called with what is about to be deleted; throws when it must not be
   */
  void delete(Consumer<Manifest> before) {
    await.until(
        () -> "Deployment " + deployments + " changes all the time",
        () -> {
          Optional<Manifest> there = deployments.find();
          if (there.isEmpty() || there.get().isBeingDeleted()) {
            return Optional.of(true);
          }
          before.accept(there.get());
          await.requireTimeTo("delete Deployment " + deployments);
          return deployments.delete(there.get()) ? Optional.of(true) : Optional.empty();
        });
  }

  /**
   * Waits for the end of all pods.
   *
   * @param like whose selector tells the pods
   * @return how many were seen to end
   */
  int awaitEnd(Manifest like) {
    Map<String, Boolean> seen = new HashMap<>();
    Supplier<String> missing =
        () ->
            "still running: "
                + deployments.pods(like).stream()
                    .filter(pod -> !PodEnd.isOver(pod))
                    .map(TakeDown::describe)
                    .collect(Collectors.joining(", "));
    return deployments.watching(
        like,
        await,
        missing,
        () -> {
          requireNobodyBroughtItBack(like);
          List<Pod> pods = deployments.pods(like);
          pods.forEach(pod -> seen.put(pod.getMetadata().getUid(), true));
          long left = pods.stream().filter(pod -> !PodEnd.isOver(pod)).count();
          progress.sayIfDue(left + " of " + seen.size() + " pods still running");
          return left == 0 && noneIsMadeAnew() ? Optional.of(seen.size()) : Optional.empty();
        });
  }

  private boolean noneIsMadeAnew() {
    return deployments.find().map(Manifest::isBeingDeleted).orElse(true);
  }

  private void requireNobodyBroughtItBack(Manifest deleted) {
    deployments
        .find()
        .filter(now -> !now.uid().equals(deleted.uid()))
        .ifPresent(
            now -> {
              throw new Trouble(
                  "Deployment "
                      + deployments
                      + " was made again by "
                      + now.lastWriter()
                      + " while it was taken down; pause whatever does that");
            });
  }

  private static String describe(Pod pod) {
    String node = pod.getSpec().getNodeName();
    return pod.getMetadata().getName() + (node == null ? "" : " on node " + node);
  }
}
