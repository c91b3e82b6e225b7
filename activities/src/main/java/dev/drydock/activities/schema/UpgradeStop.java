package dev.drydock.activities.schema;

import dev.drydock.activities.kubernetes.ApiErrors;
import dev.drydock.activities.kubernetes.Await;
import dev.drydock.activities.kubernetes.MaintenancePods;
import dev.drydock.activities.kubernetes.Names;
import dev.drydock.activities.kubernetes.Nudge;
import dev.drydock.activities.kubernetes.PodAt;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Ends a run's schema tool for certain, by removing its pod and proving it gone. What the tool
 * wrote is kept first, if nobody has yet.
 */
public final class UpgradeStop {
  private final KubernetesClient client;
  private final Journal journal;
  private final MaintenancePods pods;

  public UpgradeStop(KubernetesClient client, Journal journal) {
    this.client = client;
    this.journal = journal;
    this.pods = new MaintenancePods(client);
  }

  /**
   * Returns when no process of the pod runs any more; at once where there is none. The step fails
   * for good when it has not ended within the app's limit for the maintenance pod, or where the
   * cluster does not let Drydock look.
   */
  public void stopUpgrade(String run, AppConfig app) {
    ApiErrors.translated(
        Failures::stepFailed,
        () -> {
          stop(run, app);
          return true;
        });
  }

  private void stop(String run, AppConfig app) {
    PodAt pod = new PodAt(app.deployment().namespace(), Names.maintenancePod(run));
    if (pods.find(pod).isPresent()) {
      keepLog(run, pod);
      pods.remove(pod, Await.atMost(app.policy().limits().maintenancePod()));
    }
  }

  private void keepLog(String run, PodAt pod) {
    if (journal.named(run, SchemaDeed.LOG_NAME).isPresent()) {
      return;
    }
    ToolLog log = new ToolLog();
    try (LogFollower follower = new LogFollower(client, pod, log, new Nudge())) {
      follower.catchUp();
      byte[] all = log.finish();
      if (all.length > 0) {
        journal.name(run, SchemaDeed.LOG_NAME, journal.keep("log", all));
      }
    } finally {
      log.discard();
    }
  }
}
