package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.AppActivities.Up;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes a Deployment that is not there and waits for its roll-out. What is applied onto a
 * Deployment that is still being deleted is lost with it, so its absence is waited for.
 */
final class BringUp {
  /** For a registry that stumbles or a node about to join. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long a roll-out has to last to be believed. */
  private static final Duration SETTLED = Duration.ofSeconds(3);

  private final Deployments deployments;
  private final Await await;
  private final ProgressLines progress;

  BringUp(Deployments deployments, Await await, ProgressLines progress) {
    this.deployments = deployments;
    this.progress = progress;
    this.await = await;
  }

  /**
   * @param wanted to apply
   * @param owned whose owners of fields are put back
   */
  void make(Manifest wanted, Manifest owned) {
    Manifest there =
        await.until(
            () -> "the Deployment that is being deleted is still there",
            () -> deployments.find().isEmpty() ? applied(wanted) : presentAndWanted(wanted));
    if (there.isOwnedBy(Names.FIELD_MANAGER) && !owned.isOwnedBy(Names.FIELD_MANAGER)) {
      deployments.handBack(owned);
    }
  }

  private Optional<Manifest> applied(Manifest wanted) {
    Await.beat();
    await.requireTimeTo("make Deployment " + deployments);
    Manifest made = deployments.apply(wanted);
    return made.isBeingDeleted() ? Optional.empty() : Optional.of(made);
  }

  private Optional<Manifest> presentAndWanted(Manifest wanted) {
    Optional<Manifest> there = deployments.find();
    if (there.isEmpty() || there.get().isBeingDeleted()) {
      return Optional.empty();
    }
    if (!there.get().runsTheSameAs(wanted)) {
      throw new Trouble(
          "Deployment "
              + deployments
              + " is there already, made by "
              + there.get().lastWriter()
              + ", and is not what belongs there; delete it and pause whatever made it");
    }
    return there;
  }

  /** Waits until the roll-out is complete and stays so for a moment. */
  Up awaitRollOut(Manifest like) {
    Patience patience = new Patience(PATIENCE);
    Settling settling = new Settling();
    return deployments.watching(
        like,
        await,
        () -> deployments.find().map(RollOut::progress).orElse("the Deployment is gone"),
        () -> {
          Manifest now =
              deployments
                  .find()
                  .filter(d -> !d.isBeingDeleted())
                  .orElseThrow(() -> new Trouble("somebody deleted Deployment " + deployments));
          List<Pod> pods = deployments.pods(now);
          boolean isComplete = RollOut.isComplete(now);
          patience.check(pods);
          progress.sayIfDue(RollOut.progress(now));
          return settling.isSettled(isComplete, restarts(pods))
              ? Optional.of(new Up(now.uid(), now.replicas(), settling.since))
              : Optional.empty();
        });
  }

  private static int restarts(List<Pod> pods) {
    return pods.stream()
        .flatMap(ImageId::statuses)
        .map(ContainerStatus::getRestartCount)
        .mapToInt(count -> count == null ? 0 : count)
        .sum();
  }

  /** Complete, and no container restarted, since a little while ago. */
  private static final class Settling {
    private Instant since = Instant.MAX;
    private int restarts;

    boolean isSettled(boolean isComplete, int restartsNow) {
      if (!isComplete || restartsNow != restarts) {
        since = Instant.MAX;
      }
      restarts = restartsNow;
      if (isComplete && since.equals(Instant.MAX)) {
        since = Instant.now();
      }
      return isComplete && !Instant.now().isBefore(since.plus(SETTLED));
    }
  }
}
