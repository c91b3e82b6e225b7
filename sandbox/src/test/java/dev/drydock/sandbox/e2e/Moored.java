package dev.drydock.sandbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.demo.Stage;
import dev.drydock.sandbox.slack.Message;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.Launched;
import dev.drydock.sandbox.world.World;
import dev.drydock.workflows.Outcome;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.sql.SQLException;

/** An application under traffic, which nothing that goes wrong may touch. */
final class Moored implements AutoCloseable {
  final Stage stage;
  final Launched app;
  private final World world;
  private final Traffic traffic;

  /**
   * All that must not change.
   *
   * @param generation of the Deployment's spec
   * @param rows of each kind that users did not write meanwhile
   */
  record Standing(
      String uid, long generation, String serving, String revision, String rows, long refused) {}

  Moored(World world, Berth berth) throws Exception {
    this.world = world;
    this.app = world.launch(berth);
    this.traffic = Traffic.start(app.service(), Traffic.Options.DEFAULT);
    this.stage = new Stage(world, app, traffic, line -> {});
  }

  Standing standing() throws SQLException {
    ObjectMeta deployment = deployment();
    return new Standing(
        deployment.getUid(),
        deployment.getGeneration(),
        app.serving(),
        app.revision(),
        app.one(
            "select (select count(*) from build where client_key like 'seed-%') || ' builds, '"
                + " || (select count(*) from product) || ' products'"),
        traffic.seen().refused());
  }

  String uid() {
    return deployment().getUid();
  }

  private ObjectMeta deployment() {
    return world
        .kubernetes()
        .apps()
        .deployments()
        .inNamespace(app.berth().namespace())
        .withName(app.berth().app())
        .get()
        .getMetadata();
  }

  /** Asks for a version and is refused with these words, on the card and in the ledger. */
  void refused(String version, String... words) throws Exception {
    Standing before = standing();
    stage.ask("U0ANA", version);
    stage.expectOutcome(Outcome.REFUSED);
    stage.expectFinalCard(Outcome.REFUSED);
    assertThat(stage.view().report().cause()).contains(words);
    assertThat(flat(card().allText())).as("the card").contains(words);
    assertThat(stage.view().report().downtime()).isZero();
    untouched(before);
  }

  /** Types a command that is answered with these words, to that person alone, and starts no run. */
  void answered(String typed, String... words) throws Exception {
    Standing before = standing();
    int runs = world.wiring().book().recent(200).size();
    int heard = world.slack().ephemerals("U0ANA").size();
    stage.type("U0ANA", typed);
    stage.awaitTrue(
        "an answer to " + typed,
        () ->
            world.slack().ephemerals("U0ANA").stream()
                .skip(heard)
                .map(Moored::shown)
                .anyMatch(text -> java.util.Arrays.stream(words).allMatch(text::contains)));
    assertThat(world.wiring().book().recent(200)).as("no run").hasSize(runs);
    untouched(before);
  }

  void untouched(Standing before) throws Exception {
    stage.awaitTrue("no pod of Drydock is left", () -> app.strangers().isEmpty());
    assertThat(standing()).isEqualTo(before);
    stage.expectNothingLost();
  }

  Message card() {
    return world.slack().channel("C0MIGRATE").messages().stream()
        .filter(message -> message.metadata().toString().contains("\"" + stage.run() + "\""))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private static String shown(Message message) {
    return flat(message.allText());
  }

  /** As a person reads it. */
  private static String flat(String text) {
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }

  @Override
  public void close() throws Exception {
    traffic.close();
    app.close();
  }
}
