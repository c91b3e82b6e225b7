package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.AppActivities.Up;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Makes a Deployment that is not there, or raises one that was kept, and waits for its roll-out.
 * What is applied onto a Deployment that is still being deleted is lost with it, so its absence is
 * waited for.
 */
final class BringUp {
  /** For a registry that stumbles. */
  private static final Duration SOON = Duration.ofSeconds(30);

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
   * The new version: made where nothing is, or given to the object that was kept with 0 replicas.
   *
   * @param kept the old version, whose owners of fields are put back
   */
  void makeNew(Manifest wanted, Snapshot kept) {
    await.until(
        deployments::whatKeepsIt,
        () -> {
          Optional<Manifest> there = deployments.find();
          if (there.isEmpty()) {
            requireNoPods(kept.manifest());
            return applied(wanted);
          }
          return there.get().isBeingDeleted()
              ? Optional.empty()
              : presentAndNew(there.get(), wanted, kept.manifest());
        });
    handBack(kept.manifest());
  }

  /**
   * Before users are let in: whoever is there by then must be what is to be there.
   *
   * @throws Trouble as {@link #makeNew}
   */
  void requirePlaceForNew(Manifest wanted, Snapshot kept) {
    Optional<Manifest> there = deployments.find();
    if (there.isEmpty()) {
      requireNoPods(kept.manifest());
    } else if (!there.get().isBeingDeleted()) {
      isNewUp(there.get(), wanted, kept.manifest());
    }
  }

  private Optional<Manifest> presentAndNew(Manifest there, Manifest wanted, Manifest kept) {
    return isNewUp(there, wanted, kept) ? Optional.of(there) : raised(there, wanted);
  }

  private boolean isNewUp(Manifest there, Manifest wanted, Manifest kept) {
    boolean isWanted = there.runsTheSameAs(wanted);
    if (isWanted && there.replicas() > 0) {
      return true;
    }
    boolean isKept = there.uid().equals(kept.uid());
    if (isKept && there.replicas() > 0) {
      throw new Trouble(
          "Deployment "
              + deployments
              + " was scaled up again by "
              + deployments.scaler(there)
              + " after it was taken down, and is not what belongs there; scale it to 0 and pause"
              + " whatever scaled it");
    }
    if (!isWanted && !(isKept && there.runsTheSameAs(kept))) {
      throw notWhatBelongsThere(there);
    }
    requireNoPods(kept);
    return false;
  }

  private Trouble notWhatBelongsThere(Manifest there) {
    return new Trouble(
        "Deployment "
            + deployments
            + " is there already, made by "
            + there.lastWriter()
            + ", and is not what belongs there; delete it and pause whatever made it");
  }

  private void requireNoPods(Manifest kept) {
    List<String> running =
        deployments.pods(kept).stream().filter(p -> !PodEnd.isOver(p)).map(PodEnd::place).toList();
    if (!running.isEmpty()) {
      throw new Trouble(
          "the application was taken down, and runs again: "
              + String.join(", ", running)
              + "; stop whatever made that");
    }
  }

  /**
   * The old version again. Where it never went it is not touched. A kept object gets its own
   * images' references and replicas back, nothing else of it having changed; a deleted one is made
   * with the digests it ran. What somebody else has made meanwhile is the old version if its pods
   * run the same digests, and stays as it is.
   *
   * @param asNew what the kept object may have become on the way there
   */
  void makeOld(Snapshot kept, Manifest asNew) {
    await.until(
        () ->
            deployments.find().filter(now -> !now.isBeingDeleted()).isPresent()
                ? "the pods of Deployment " + deployments + " do not tell which image they run"
                : deployments.whatKeepsIt(),
        () -> {
          Optional<Manifest> there = deployments.find();
          if (there.isEmpty()) {
            return applied(kept.pinned());
          }
          Manifest now = there.get();
          if (now.isBeingDeleted()) {
            return Optional.empty();
          }
          return now.uid().equals(kept.manifest().uid())
              ? neverGone(now, kept.manifest(), asNew)
              : madeBySomebody(now, kept);
        });
    handBack(kept.manifest());
  }

  /**
   * Before users are let in, as far as it can be told by then.
   *
   * @throws Trouble as {@link #makeOld}
   */
  void requirePlaceForOld(Snapshot kept, Manifest asNew) {
    deployments
        .find()
        .filter(now -> !now.isBeingDeleted())
        .ifPresent(
            now -> {
              if (now.uid().equals(kept.manifest().uid())) {
                isOldUp(now, kept.manifest(), asNew);
              } else {
                isOldAgain(now, kept);
              }
            });
  }

  private Optional<Manifest> neverGone(Manifest now, Manifest kept, Manifest asNew) {
    return isOldUp(now, kept, asNew) ? Optional.of(now) : raised(now, kept);
  }

  private boolean isOldUp(Manifest now, Manifest kept, Manifest asNew) {
    boolean isOld = now.runsTheSameAs(kept);
    boolean isNew = now.runsTheSameAs(asNew);
    if (now.replicas() > 0 && (isOld || !isNew)) {
      return true;
    }
    if (now.replicas() > 0 || !(isOld || isNew)) {
      throw new Trouble(
          "Deployment "
              + deployments
              + " was changed by "
              + now.lastWriter()
              + " while it was down, and is not the old version; put its template back and pause"
              + " whatever changed it");
    }
    return false;
  }

  private Optional<Manifest> madeBySomebody(Manifest now, Snapshot kept) {
    return isOldAgain(now, kept).map(yes -> now);
  }

  /** Empty where its pods do not tell yet. */
  private Optional<Boolean> isOldAgain(Manifest now, Snapshot kept) {
    if (now.runsTheSameAs(kept.pinned())) {
      return Optional.of(true);
    }
    if (now.replicas() == 0) {
      throw new Trouble(
          "Deployment "
              + deployments
              + ", made by "
              + now.lastWriter()
              + ", has 0 replicas; scale it to "
              + kept.manifest().replicas());
    }
    Optional<Boolean> isOld = kept.runsIn(living(now));
    if (isOld.isPresent() && !isOld.get()) {
      throw notWhatBelongsThere(now);
    }
    isOld.ifPresent(
        yes -> progress.say(now.lastWriter() + " made it again with the same images; it stays"));
    return isOld;
  }

  private List<Pod> living(Manifest deployment) {
    return deployments.pods(deployment).stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  private Optional<Manifest> applied(Manifest wanted) {
    Await.beat();
    await.requireTimeTo("make Deployment " + deployments);
    Manifest made = deployments.apply(wanted);
    return made.isBeingDeleted() ? Optional.empty() : Optional.of(made);
  }

  private Optional<Manifest> raised(Manifest there, Manifest wanted) {
    Await.beat();
    await.requireTimeTo("scale Deployment " + deployments + " up");
    return deployments.raise(there, wanted);
  }

  /** After every write of ours; also what an attempt that died has left undone. */
  private void handBack(Manifest before) {
    await.until(
        () -> "Deployment " + deployments + " changes all the time",
        () ->
            deployments
                    .find()
                    .filter(now -> now.holdsFieldsOf(before))
                    .map(now -> deployments.handBack(now, before))
                    .filter(isDone -> !isDone)
                    .isPresent()
                ? Optional.empty()
                : Optional.of(true));
  }

  /** Waits until the roll-out is complete and stays so for a moment. */
  Up awaitRollOut(Manifest like) {
    return awaitRollOut(like, onTheWayBack(), (now, pods) -> {});
  }

  /** The same for the new version. */
  Up awaitNew(Snapshot kept) {
    Patience patience = new Patience(SOON, Patience.AS_LONG_AS_THE_STEP);
    return awaitRollOut(kept.manifest(), patience, (now, pods) -> {});
  }

  /** There is nothing better to do than to wait. */
  private static Patience onTheWayBack() {
    return new Patience(Patience.AS_LONG_AS_THE_STEP, Patience.AS_LONG_AS_THE_STEP);
  }

  /**
   * Waits for the old version. Where its object was kept, its images go by their tags again; one
   * that stands for something else by now is pinned to what ran before.
   */
  Up awaitOld(Snapshot kept) {
    return awaitRollOut(
        kept.manifest(),
        onTheWayBack(),
        (now, pods) -> {
          boolean isKept = now.uid().equals(kept.manifest().uid());
          List<Pod> madeAnew =
              living(now).stream()
                  .filter(pod -> !kept.pods().contains(pod.getMetadata().getUid()))
                  .toList();
          if (isKept
              && now.runsTheSameAs(kept.manifest())
              && kept.runsIn(madeAnew).filter(same -> !same).isPresent()) {
            progress.say("a tag has moved; pinned to the digest that ran before");
            deployments.raise(now, kept.pinned().withReplicas(now.replicas()));
            handBack(kept.manifest());
          }
        });
  }

  /** A pod that was evicted, or that its node did not take, is made anew by its ReplicaSet. */
  private Up awaitRollOut(Manifest like, Patience patience, BiConsumer<Manifest, List<Pod>> look) {
    Settling settling = new Settling();
    return deployments.watching(
        like,
        await,
        () ->
            deployments.find().map(RollOut::progress).orElse("the Deployment is gone")
                + patience.words(),
        () -> {
          Manifest now =
              deployments
                  .find()
                  .filter(d -> !d.isBeingDeleted())
                  .orElseThrow(() -> new Trouble("somebody deleted Deployment " + deployments));
          List<Pod> pods =
              deployments.pods(now).stream().filter(pod -> !PodEnd.isOver(pod)).toList();
          look.accept(now, pods);
          boolean isComplete = RollOut.isComplete(now);
          patience.check(pods, RollOut.trouble(now));
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
