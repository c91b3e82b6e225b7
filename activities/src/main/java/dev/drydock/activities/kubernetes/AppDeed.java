package dev.drydock.activities.kubernetes;

import dev.drydock.activities.database.CardLines;
import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.AppActivities;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes an app's Deployment down, by deleting it or scaling it to 0, and brings a version up. */
public final class AppDeed implements AppActivities {
  /** Tables in a failure's one line; a card and {@code status} are told of more. */
  private static final int MOST_NAMED = 10;

  private final Apps apps;
  private final KubernetesClient client;
  private final Journal journal;
  private final Engines engines;

  public AppDeed(Apps apps, KubernetesClient client, Journal journal, Engines engines) {
    this.apps = apps;
    this.client = client;
    this.journal = journal;
    this.engines = engines;
  }

  @Override
  public Down takeDown(In in) {
    return ApiErrors.translated(Failures::stepFailed, () -> takeDownOld(in));
  }

  private Down takeDownOld(In in) {
    Deployments deployments = deployments(in.ref());
    TakeDown takeDown = takeDown(in.ref(), in.plan(), deployments);
    boolean isFirst = kept(in.ref()).isEmpty();
    try {
      atWork(in.ref());
      takeDown.begin(there -> keepAsApproved(in, deployments, there));
      if (kept(in.ref()).isEmpty()) {
        throw new Trouble(
            "Deployment " + deployments + " is not there, and Drydock did not take it");
      }
    } catch (Trouble e) {
      throw isFirst && takeDown.isUntouched() ? Failures.untouched(e.getMessage()) : e;
    } catch (KubernetesClientException e) {
      throw isFirst && !ApiErrors.mayPass(e) && takeDown.isUntouched()
          ? Failures.untouched(ApiErrors.words(e))
          : e;
    }
    Snapshot snapshot = required(in.ref());
    takeDown.awaitEnd(snapshot.manifest());
    return new Down(kept(in.ref()).orElseThrow(), snapshot.pods().size());
  }

  /** No run touches a Deployment that is another's by now. */
  private void atWork(StepRef ref) {
    new DeploymentLease(client, app(ref), journal).renew(ref.run());
  }

  /** Just before it is taken down, which succeeds only if nothing was changed since. */
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
    if (there.replicas() == 0) {
      throw new Trouble(
          "Deployment "
              + deployments
              + " was scaled to 0 by "
              + deployments.scaler(there)
              + " since the plan");
    }
    boolean isKept =
        before.isPresent()
            && before.get().manifest().resourceVersion().equals(there.resourceVersion());
    if (!isKept) {
      snapshots(in.ref()).keep(in.ref().run(), snapshotOf(in, there, deployments.pods(there)));
    }
  }

  private Snapshot snapshotOf(In in, Manifest there, List<Pod> pods) {
    String container = app(in.ref()).deployment().container();
    return Snapshot.of(there, pods, Map.of(container, in.plan().running().digest()));
  }

  @Override
  public StillDown requireDown(In in) {
    return ApiErrors.translated(
        Failures::stepFailed,
        () ->
            new StillDown(
                takeDown(in.ref(), in.plan(), deployments(in.ref()))
                    .requireStillDown(required(in.ref()).manifest())));
  }

  @Override
  public Up bringUpOld(In in) {
    return ApiErrors.translated(Failures::stepFailed, () -> bringUpOldOne(in));
  }

  private Up bringUpOldOne(In in) {
    atWork(in.ref());
    Deployments deployments = deployments(in.ref());
    BringUp bringUp = bringUp(in, deployments);
    Optional<Snapshot> snapshot = snapshot(in.ref());
    // what somebody else has made meanwhile must not get at the schema that is not its own
    snapshot.ifPresent(
        kept -> bringUp.requirePlaceForOld(kept, newVersion(app(in.ref()), in.plan(), kept)));
    letGoOfVolumes(in);
    engines.of(app(in.ref())).unfence(app(in.ref()), in.ref().run());
    if (snapshot.isPresent()) {
      Snapshot kept = snapshot.get();
      bringUp.makeOld(kept, newVersion(app(in.ref()), in.plan(), kept));
      Up up = bringUp.awaitOld(kept);
      snapshots(in.ref()).letGo(in.ref().run());
      return up;
    }
    return bringUp.awaitRollOut(
        deployments
            .find()
            .orElseThrow(
                () ->
                    new Trouble(
                        "Deployment "
                            + deployments
                            + " is not there, and Drydock did not take it")));
  }

  @Override
  public StillDown startNew(In in) {
    return ApiErrors.translated(
        Failures::stepFailed,
        () -> {
          atWork(in.ref());
          AppConfig app = app(in.ref());
          Snapshot snapshot = required(in.ref());
          engines.of(app).raise(app, in.ref().run());
          bringUp(in, deployments(in.ref()))
              .makeNew(newVersion(app, in.plan(), snapshot), snapshot);
          return new StillDown(0);
        });
  }

  @Override
  public StillDown stopNew(In in) {
    return ApiErrors.translated(
        Failures::stepFailed,
        () -> {
          atWork(in.ref());
          return new StillDown(endNew(in.ref(), in.plan()));
        });
  }

  @Override
  public Up bringUpNew(In in) {
    return ApiErrors.translated(Failures::stepFailed, () -> bringUpNewOne(in));
  }

  private Up bringUpNewOne(In in) {
    atWork(in.ref());
    AppConfig app = app(in.ref());
    Snapshot snapshot = required(in.ref());
    BringUp bringUp = bringUp(in, deployments(in.ref()));
    if (engines.of(app).held(app).filter(Fences.Hold::isFenced).isPresent()) {
      if (in.plan().startEarly()) {
        remakeUnlessWell(in, snapshot);
      }
      engines.of(app).keepBaseline(app, in.ref().run());
    }
    Manifest wanted = newVersion(app, in.plan(), snapshot);
    bringUp.requirePlaceForNew(wanted, snapshot);
    letGoOfVolumes(in);
    engines.of(app).unfence(app, in.ref().run());
    bringUp.makeNew(wanted, snapshot);
    Up up = bringUp.awaitNew(snapshot);
    HttpChecks.run(app.verify().http());
    snapshots(in.ref()).letGo(in.ref().run());
    return up;
  }

  /**
   * A maintenance pod that holds a volume of the app's would keep its pods from other nodes. By now
   * its work is over, and it is known what it did.
   */
  private void letGoOfVolumes(In in) {
    MaintenancePods pods = new MaintenancePods(client);
    PodAt at =
        new PodAt(app(in.ref()).deployment().namespace(), Names.maintenancePod(in.ref().run()));
    if (pods.find(at)
        .filter(pod -> MaintenancePodTemplate.hasClaims(pod.getSpec().getVolumes()))
        .isPresent()) {
      pods.remove(at, Await.within(limits(in.plan()).bringUp()));
    }
  }

  /**
   * What has crashed for want of its database would be started again only after a while, and what
   * has waited too long counts as failed: made anew, it comes up as if it had not been there.
   */
  private void remakeUnlessWell(In in, Snapshot snapshot) {
    Deployments deployments = deployments(in.ref());
    Optional<Manifest> there = deployments.find().filter(now -> now.replicas() > 0);
    if (there.isPresent()
        && !EarlyPods.areWell(there.get(), deployments.pods(there.get()), snapshot.pods())) {
      progress(in.ref()).say("the pods that started early did not wait; they are made anew");
      endNew(in.ref(), in.plan());
    }
  }

  private static Manifest newVersion(AppConfig app, Plan plan, Snapshot snapshot) {
    return snapshot.manifest().bare().withVersion(app.deployment().container(), plan.image());
  }

  @Override
  public Down takeDownNew(Unwritten in) {
    return ApiErrors.translated(Failures::stepFailed, () -> takeDownNewOne(in));
  }

  private Down takeDownNewOne(Unwritten in) {
    atWork(in.ref());
    AppConfig app = app(in.ref());
    int ended = endNew(in.ref(), in.plan());
    CardLines card = new CardLines(journal, in.ref());
    Optional<Discard> written =
        Beating.during(() -> engines.of(app).writtenSince(app, in.ref().run(), card));
    if (written.isPresent() && !written.get().code().equals(in.agreed())) {
      throw Failures.writesFound(
          "something was written since the upgrade, and rolling back would lose it: "
              + String.join("; ", written.get().lines(MOST_NAMED))
              + "; kept in "
              + written.get().location()
              + " (code "
              + written.get().code()
              + ")",
          written.get());
    }
    return new Down(kept(in.ref()).orElseThrow(), ended);
  }

  /**
   * @return how many pods were seen to end
   */
  private int endNew(StepRef ref, Plan plan) {
    Snapshot snapshot = required(ref);
    Deployments deployments = deployments(ref);
    Manifest wanted = newVersion(app(ref), plan, snapshot);
    Manifest going = deployments.find().orElse(snapshot.manifest());
    TakeDown takeDown = takeDown(ref, plan, deployments);
    takeDown.begin(there -> requireNewOrOld(deployments, there, wanted, snapshot));
    return takeDown.awaitEnd(going);
  }

  /** The old one may have been brought back by somebody before the new one came up. */
  private static void requireNewOrOld(
      Deployments deployments, Manifest there, Manifest wanted, Snapshot old) {
    if (!there.runsTheSameAs(wanted)
        && !there.runsTheSameAs(old.manifest())
        && !there.runsTheSameAs(old.pinned())) {
      throw new Trouble(
          "Deployment "
              + deployments
              + " is not the new version as Drydock made it: "
              + there.lastWriter()
              + " changed it");
    }
  }

  private TakeDown takeDown(StepRef ref, Plan plan, Deployments deployments) {
    return new TakeDown(
        deployments, plan.takeDown(), Await.within(limits(plan).takeDown()), progress(ref));
  }

  private BringUp bringUp(In in, Deployments deployments) {
    return new BringUp(deployments, Await.within(limits(in.plan()).bringUp()), progress(in.ref()));
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
