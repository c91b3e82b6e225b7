package dev.drydock.activities.plan;

import dev.drydock.activities.database.Databases;
import dev.drydock.activities.database.Engine;
import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.Few;
import dev.drydock.activities.kubernetes.DeploymentLease;
import dev.drydock.activities.kubernetes.ImageId;
import dev.drydock.activities.kubernetes.MaintenancePodTemplate;
import dev.drydock.activities.kubernetes.PodAddresses;
import dev.drydock.activities.kubernetes.PodAt;
import dev.drydock.activities.kubernetes.References;
import dev.drydock.activities.kubernetes.Rights;
import dev.drydock.activities.kubernetes.RunningApp;
import dev.drydock.activities.kubernetes.Trouble;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.schema.SchemaTool;
import dev.drydock.activities.schema.SchemaTools;
import dev.drydock.workflows.Image;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Reference;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.FenceWay;
import dev.drydock.workflows.config.Scrub;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes a plan in two parts: what can be seen from outside, and what only a pod of the new image
 * can tell. Used before anything is asked, and again just before the app is taken down.
 */
final class Planner {
  /** A plan is one line of the ledger; a database may have a thousand things worth a note. */
  private static final int MOST_NOTES = 50;

  private final KubernetesClient client;
  private final Engines engines;
  private final Journal journal;

  Planner(KubernetesClient client, Engines engines, Journal journal) {
    this.client = client;
    this.engines = engines;
    this.journal = journal;
  }

  /**
   * What is there now.
   *
   * @param current revision in the database's version table, or empty
   * @param position of the tool's record there, or null
   * @param asksReadOnly false where the tool's first question has to make its tables
   */
  record Present(
      AppConfig app,
      RunningApp running,
      Databases.Facts facts,
      String current,
      String position,
      boolean asksReadOnly) {
    String namespace() {
      return app.deployment().namespace();
    }
  }

  /**
   * @param run that may hold the Deployment already
   * @throws Trouble where Drydock lacks a right, or another run holds the Deployment
   */
  void requireAllowed(AppConfig app, String run) {
    new Rights(client).require(app);
    lease(app).requireFree(run);
  }

  Present look(AppConfig app) {
    return look(app, true);
  }

  /** Once the backup was taken and people have approved; a replica may be missing for a moment. */
  Present lookAgain(AppConfig app) {
    return look(app, false);
  }

  private Present look(AppConfig app, boolean isFirst) {
    Engine engine = engines.of(app);
    // Before its pods: an app that is not ready often only shows what is wrong with its database.
    Databases.Facts facts = engine.facts(app, !isFirst);
    SchemaTools.requireUnlocked(engine, app);
    String current = SchemaTools.knownRevision(engine, app);
    RunningApp running = RunningApp.look(client, app, isFirst);
    RunningApp.requireWayBack(client, app);
    Present present =
        new Present(
            app,
            running,
            facts,
            current,
            SchemaTools.position(engine, app),
            SchemaTools.asksReadOnly(engine, app));
    references(present);
    return present;
  }

  DeploymentLease lease(AppConfig app) {
    return new DeploymentLease(client, app, journal);
  }

  /**
   * @param image by tag for a plan, by digest once people have approved it
   */
  MaintenancePodTemplate template(Present present, String image, String run) {
    AppConfig app = present.app();
    return new MaintenancePodTemplate(
        app,
        present.running().template(),
        image,
        run,
        engines
            .of(app)
            .toolEnvironment(
                Databases.sessionName(run),
                present.facts().serverVersion(),
                app.policy().limits().upgrade()),
        present.asksReadOnly());
  }

  /**
   * @param run whose name the tool's sessions have
   * @param pod of the new image, running
   */
  Plan plan(Present present, MigrationRequest request, String run, Pod pod) {
    AppConfig app = present.app();
    Image image = image(app.imageFor(request.version()), pod);
    SchemaTool tool = SchemaTools.of(app.schema());
    ToolAnswers answers =
        new ToolAnswers(
            client,
            PodAt.of(pod),
            tool,
            image.reference(),
            question ->
                engines
                    .of(app)
                    .isVisited(
                        app, Databases.sessionName(run), PodAddresses.of(List.of(pod)), question),
            app.database().fence() == FenceWay.FULL);
    SchemaPlan schema = answers.schema(present.current(), present.position(), journal);
    requireSomethingToDo(present, image, schema);
    if (hasContainer(pod, MaintenancePodTemplate.HEARD)) {
      answers.requireHeard();
    }
    SchemaTools.requireRoom(engines.of(app), app, schema);
    // After the pod's start: what it was started with is not newer than what is written down.
    List<Reference> references = references(present);
    List<String> notes = new ArrayList<>(present.running().notes());
    notes.addAll(References.notes(references));
    notes.addAll(present.facts().notes());
    notes.addAll(answers.notes());
    Plan plan =
        new Plan(
            app.name(),
            request.version(),
            app.databaseId(),
            app.deployment().namespace() + "/" + app.deployment().name(),
            present.running().digest(),
            present.running().replicas(),
            present.running().image(),
            image,
            schema,
            present.facts().wayBack(),
            app.policy(),
            present.facts().sizeBytes(),
            Few.of(notes, MOST_NOTES),
            app.deployment().takeDown(),
            references,
            app.deployment().startEarly() && app.database().fence() == FenceWay.FULL);
    // here, so that it is the same plan when it is computed again and compared
    Plan kept = Scrub.ofProcess().value(plan);
    requireRevisions(schema, kept.schema());
    return kept;
  }

  private static void requireRevisions(SchemaPlan found, SchemaPlan kept) {
    if (!found.current().equals(kept.current()) || !found.target().equals(kept.target())) {
      throw new Trouble(
          "a revision of the schema ("
              + kept.current()
              + ", "
              + kept.target()
              + ") has in it what looks like a secret of the app's environment (***), which Drydock"
              + " keeps nowhere; give one of both another name");
    }
  }

  /**
   * @throws Trouble when one is missing that the app's pods cannot do without
   */
  private List<Reference> references(Present present) {
    return References.look(client, present.namespace(), present.running().template().getSpec());
  }

  private static boolean hasContainer(Pod pod, String name) {
    return pod.getSpec().getContainers().stream().anyMatch(c -> c.getName().equals(name));
  }

  /** The image as it was pulled. */
  static Image image(String reference, Pod pod) {
    ImageId id =
        ImageId.of(pod, MaintenancePodTemplate.TOOL)
            .orElseThrow(() -> new Trouble("the node does not tell the digest of " + reference));
    if (!id.isPullable()) {
      throw new Trouble(
          "image "
              + reference
              + " has no digest in a registry (it was loaded straight into the node), so it cannot"
              + " be pinned; push it to a registry");
    }
    return new Image(reference, id.digest());
  }

  private static void requireSomethingToDo(Present present, Image image, SchemaPlan schema) {
    boolean sameImage = image.digest().equals(present.running().image().digest());
    boolean isThere = schema.target().equals(schema.current()) && schema.pendingCount() == 0;
    if (sameImage && isThere) {
      throw new Trouble(
          present.app().name()
              + " is already there: it runs "
              + image.reference()
              + " and its schema is at "
              + schema.current());
    }
  }
}
