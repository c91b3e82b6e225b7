package dev.drydock.activities.kubernetes;

import dev.drydock.activities.database.Databases;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.AppActivities;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;

/** Takes an app's Deployment down by deleting it, and brings one up by making it. */
public final class AppDeed implements AppActivities {
  private final Apps apps;
  private final KubernetesClient client;
  private final Journal journal;
  private final Databases databases;

  public AppDeed(Apps apps, KubernetesClient client, Journal journal, Databases databases) {
    this.apps = apps;
    this.client = client;
    this.journal = journal;
    this.databases = databases;
  }

  @Override
  public Down takeDown(In in) {
    return ApiErrors.translated(Failures::stepFailed, () -> takeDownOld(in));
  }

  private Down takeDownOld(In in) {
    Deployments deployments = deployments(in.ref());
    TakeDown takeDown =
        new TakeDown(deployments, Await.within(limits(in.plan()).takeDown()), progress(in.ref()));
    takeDown.delete(there -> keepAsApproved(in, deployments, there));
    Artifact kept =
        kept(in.ref())
            .orElseThrow(
                () ->
                    new Trouble(
                        "Deployment "
                            + deployments
                            + " is not there, and Drydock did not take it"));
    Snapshot snapshot = snapshots(in.ref()).read(kept);
    takeDown.awaitEnd(snapshot.manifest());
    return new Down(kept, snapshot.pods().size());
  }

  /** Just before deletion, which succeeds only if nothing was changed since. */
  private void keepAsApproved(In in, Deployments deployments, Manifest there) {
    Optional<Snapshot> before = snapshot(in.ref());
    if (before.isPresent() && !before.get().manifest().uid().equals(there.uid())) {
      throw new Trouble(
          "Deployment "
              + deployments
              + " was made again by "
              + there.lastWriter()
              + " after it was taken down; pause whatever does that");
    }
    if (!there.digest().equals(in.plan().deploymentDigest())) {
      throw new Trouble(
          "Deployment "
              + deployments
              + " was changed by "
              + there.lastWriter()
              + " since the plan");
    }
    List<Pod> pods = deployments.pods(there);
    if (before.isEmpty() || before.get().manifest().replicas() != there.replicas()) {
      snapshots(in.ref()).keep(in.ref().run(), Snapshot.of(there, pods));
    }
  }

  @Override
  public Up bringUpOld(In in) {
    return ApiErrors.translated(Failures::stepFailed, () -> bringUpOldOne(in));
  }

  private Up bringUpOldOne(In in) {
    Deployments deployments = deployments(in.ref());
    BringUp bringUp =
        new BringUp(deployments, Await.within(limits(in.plan()).bringUp()), progress(in.ref()));
    Optional<Snapshot> snapshot = snapshot(in.ref());
    if (snapshot.isPresent() && !isStillThere(deployments, snapshot.get())) {
      bringUp.make(snapshot.get().pinned(), snapshot.get().manifest());
    }
    Up up =
        bringUp.awaitRollOut(
            snapshot
                .map(Snapshot::manifest)
                .or(deployments::find)
                .orElseThrow(
                    () ->
                        new Trouble(
                            "Deployment "
                                + deployments
                                + " is not there, and Drydock did not take it")));
    snapshots(in.ref()).letGo(in.ref().run());
    return up;
  }

  /** True when it never was deleted: then it must not be touched either. */
  private static boolean isStillThere(Deployments deployments, Snapshot snapshot) {
    return deployments
        .find()
        .filter(now -> now.uid().equals(snapshot.manifest().uid()) && !now.isBeingDeleted())
        .isPresent();
  }

  @Override
  public Up bringUpNew(In in) {
    return ApiErrors.translated(Failures::stepFailed, () -> bringUpNewOne(in));
  }

  private Up bringUpNewOne(In in) {
    AppConfig app = app(in.ref());
    Snapshot snapshot = required(in.ref());
    BringUp bringUp =
        new BringUp(
            deployments(in.ref()), Await.within(limits(in.plan()).bringUp()), progress(in.ref()));
    bringUp.make(newVersion(app, in.plan(), snapshot), snapshot.manifest());
    Up up = bringUp.awaitRollOut(snapshot.manifest());
    HttpChecks.run(app.verify().http());
    snapshots(in.ref()).letGo(in.ref().run());
    return up;
  }

  private static Manifest newVersion(AppConfig app, Plan plan, Snapshot snapshot) {
    return snapshot.manifest().bare().withVersion(app.deployment().container(), plan.image());
  }

  @Override
  public Down takeDownNew(Unwritten in) {
    return ApiErrors.translated(Failures::stepFailed, () -> takeDownNewOne(in));
  }

  private Down takeDownNewOne(Unwritten in) {
    AppConfig app = app(in.ref());
    Snapshot snapshot = required(in.ref());
    Deployments deployments = deployments(in.ref());
    Manifest wanted = newVersion(app, in.plan(), snapshot);
    Manifest going = deployments.find().orElse(snapshot.manifest());
    TakeDown takeDown =
        new TakeDown(deployments, Await.within(limits(in.plan()).takeDown()), progress(in.ref()));
    takeDown.delete(there -> requireOurs(deployments, there, wanted));
    int ended = takeDown.awaitEnd(going);
    List<String> written =
        Beating.during(() -> databases.differences(in.afterUpgrade(), databases.fingerprint(app)));
    if (!written.isEmpty()) {
      throw Failures.writesFound(
          "the new version has written to "
              + String.join(", ", written)
              + " since the upgrade; rolling back would lose it");
    }
    return new Down(kept(in.ref()).orElseThrow(), ended);
  }

  private static void requireOurs(Deployments deployments, Manifest there, Manifest wanted) {
    if (!there.runsTheSameAs(wanted)) {
      throw new Trouble(
          "Deployment "
              + deployments
              + " is not the new version as Drydock made it: "
              + there.lastWriter()
              + " changed it");
    }
  }

  private Optional<Artifact> kept(StepRef ref) {
    return journal.named(ref.run(), Snapshot.NAME);
  }

  private Optional<Snapshot> snapshot(StepRef ref) {
    return snapshots(ref).find(ref.run());
  }

  private Snapshots snapshots(StepRef ref) {
    return new Snapshots(client, journal, app(ref).deployment());
  }

  private Snapshot required(StepRef ref) {
    return snapshot(ref)
        .orElseThrow(() -> new Trouble("the old manifest of " + ref.run() + " was never kept"));
  }

  private ProgressLines progress(StepRef ref) {
    return new ProgressLines(journal, ref);
  }

  private Deployments deployments(StepRef ref) {
    return new Deployments(client, app(ref).deployment());
  }

  private AppConfig app(StepRef ref) {
    return apps.find(ref.app())
        .orElseThrow(() -> new Trouble("app " + ref.app() + " is no longer in drydock.yaml"));
  }

  private static Limits limits(Plan plan) {
    return plan.policy().limits();
  }
}
