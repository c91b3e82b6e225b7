package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.TakeDownWay;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Deletes a Deployment, or scales it to 0, and waits until its last process has ended: writes are
 * acknowledged until then. Never by force: that hides a process that runs on. Nothing but the pods'
 * own status tells.
 */
final class TakeDown {
  private final Deployments deployments;
  private final TakeDownWay way;
  private final Await await;
  private final ProgressLines progress;
  private Optional<Manifest> acted = Optional.empty();

  TakeDown(Deployments deployments, TakeDownWay way, Await await, ProgressLines progress) {
    this.deployments = deployments;
    this.way = way;
    this.progress = progress;
    this.await = await;
  }

  /**
   * Deletes the Deployment or scales it to 0, unless that is done.
   *
   * @param before called with what is about to be taken down; throws when it must not be
   */
  void begin(Consumer<Manifest> before) {
    await.until(
        () -> "Deployment " + deployments + " changes all the time",
        () -> {
          Optional<Manifest> there = deployments.find();
          if (there.isEmpty() || isDone(there.get())) {
            return Optional.of(true);
          }
          before.accept(there.get());
          await.requireTimeTo("take Deployment " + deployments + " down");
          return act(there.get()) ? Optional.of(true) : Optional.empty();
        });
  }

  private boolean isDone(Manifest there) {
    return there.isBeingDeleted()
        || (way == TakeDownWay.SCALE
            && there.replicas() == 0
            && there.isScaledBy(Names.FIELD_MANAGER));
  }

  private boolean act(Manifest there) {
    Await.beat();
    acted = Optional.of(there);
    return way == TakeDownWay.SCALE ? deployments.scaleToNone(there) : deployments.delete(there);
  }

  /**
   * True when it is sure that nothing was done here, not even by a call that had no answer: the
   * client repeats such a call, and what it then hears is about the repetition.
   */
  boolean isUntouched() {
    try {
      return acted.isEmpty()
          || deployments
              .find()
              .filter(now -> now.uid().equals(acted.get().uid()) && !isDone(now))
              .isPresent();
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  /**
   * Waits for the end of all pods. An object that somebody else's finalizer keeps is waited for
   * too: while it is there, no version can be made again.
   *
   * @param like the Deployment as it was; its selector tells the pods
   * @return how many were seen to end
   */
  int awaitEnd(Manifest like) {
    Map<String, Boolean> seen = new HashMap<>();
    Supplier<String> missing =
        () -> {
          List<Pod> left = running(like);
          return left.isEmpty() ? deployments.whatKeepsIt() : "still running: " + described(left);
        };
    int ended = awaitEnd(like, seen, missing);
    if (way == TakeDownWay.DELETE) {
      deployments.find().filter(Manifest::isBeingDeleted).ifPresent(deployments::completeDeletion);
    }
    return ended;
  }

  private int awaitEnd(Manifest like, Map<String, Boolean> seen, Supplier<String> missing) {
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
          return left == 0 && isOutOfTheWay(pods) ? Optional.of(seen.size()) : Optional.empty();
        });
  }

  /**
   * Looks once whether it stayed down.
   *
   * @return its pods that have ended and are still listed
   */
  int requireStillDown(Manifest like) {
    requireNobodyBroughtItBack(like);
    List<Pod> again = running(like);
    if (!again.isEmpty()) {
      throw new Trouble(
          "the application was taken down, and runs again: "
              + described(again)
              + "; stop whatever made that");
    }
    return deployments.pods(like).size();
  }

  private boolean isOutOfTheWay(List<Pod> pods) {
    Optional<Manifest> there = deployments.find();
    if (way == TakeDownWay.SCALE) {
      return there.filter(RollOut::isAtNone).isPresent();
    }
    boolean isHeld =
        there.filter(d -> !d.foreignFinalizers().isEmpty()).isPresent()
            || pods.stream().anyMatch(pod -> !pod.getMetadata().getFinalizers().isEmpty());
    return there.isEmpty() || (there.get().isBeingDeleted() && !isHeld);
  }

  private void requireNobodyBroughtItBack(Manifest down) {
    Optional<Manifest> there = deployments.find();
    if (there.isEmpty()) {
      if (way == TakeDownWay.SCALE) {
        throw new Trouble("somebody deleted Deployment " + deployments + " while it was down");
      }
      return;
    }
    Manifest now = there.get();
    if (!now.uid().equals(down.uid())) {
      throw new Trouble(
          "Deployment "
              + deployments
              + " was made again by "
              + now.lastWriter()
              + " after it was taken down; pause whatever does that");
    }
    if (way == TakeDownWay.SCALE && now.replicas() > 0) {
      throw new Trouble(
          "Deployment "
              + deployments
              + " was scaled up again to "
              + now.replicas()
              + " by "
              + deployments.scaler(now)
              + " after it was taken down; pause whatever does that");
    }
  }

  private List<Pod> running(Manifest like) {
    return deployments.pods(like).stream().filter(pod -> !PodEnd.isOver(pod)).toList();
  }

  private static String described(List<Pod> pods) {
    return pods.stream().map(TakeDown::describe).collect(Collectors.joining(", "));
  }

  private static String describe(Pod pod) {
    List<String> finalizers = pod.getMetadata().getFinalizers();
    return PodEnd.place(pod)
        + (finalizers.isEmpty() ? "" : " (finalizer " + String.join(", ", finalizers) + ")");
  }
}
