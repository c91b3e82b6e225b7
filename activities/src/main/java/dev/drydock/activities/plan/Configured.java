package dev.drydock.activities.plan;

import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How the configuration says that the schema tool is run and checked. The plan's digest does not
 * hold it, and a worker may start anew with another file between approval and upgrade; so its own
 * digest is kept with the run and compared. Only the digest: an environment may hold a secret.
 */
record Configured(Journal journal, String run, AppConfig app) {
  private static final String NAME = "configuration";

  void keep() {
    journal.name(run, NAME, now());
  }

  /**
   * @throws io.temporal.failure.ApplicationFailure {@link Failures#PLAN_CHANGED}
   */
  void requireAsPlanned() {
    Optional<Artifact> then = journal.named(run, NAME);
    if (then.isPresent() && !then.get().digest().equals(now().digest())) {
      throw Failures.planChanged(
          "schema:, maintenance:, verify: or deployment: of "
              + app.name()
              + " in drydock.yaml changed since the plan");
    }
  }

  private Artifact now() {
    String digest =
        Digest.ofJson(
            List.of(app.schema(), app.maintenance(), app.verify(), app.deployment().place()));
    return journal.keep(NAME, digest.getBytes(StandardCharsets.UTF_8));
  }
}
