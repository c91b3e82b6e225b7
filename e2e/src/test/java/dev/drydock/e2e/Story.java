package dev.drydock.e2e;

import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.demo.Acting;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.book.StepView;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One run on an application of its own, under traffic, with a record that is kept. */
final class Story extends Acting implements AutoCloseable {
  static final String ANA = "U0ANA";
  static final String BEN = "U0BEN";
  private static final Path RECORDS = Path.of("target", "stories");
  private final Keeper keeper;
  private final Traffic traffic;
  private final List<String> lines;

  private Story(Installation installation, Keeper keeper, Traffic traffic, List<String> lines) {
    super(installation, keeper, traffic, lines::add);
    this.keeper = keeper;
    this.traffic = traffic;
    this.lines = lines;
  }

  /** Installs the application at 1.8.0, and users begin to write. */
  static Story at(Berth berth) throws Exception {
    Installation installation = Installation.shared();
    Keeper keeper = Keeper.install(berth, installation);
    return new Story(installation, keeper, keeper.traffic(), new ArrayList<>());
  }

  Keeper keeper() {
    return keeper;
  }

  Traffic traffic() {
    return traffic;
  }

  /** Asks and approves. */
  void begin(String version) {
    ask(ANA, version);
    approve(BEN);
  }

  void endsUpgraded(String version, String revision) throws Exception {
    expectOutcome(Outcome.UPGRADED);
    ends(version, revision, Outcome.UPGRADED);
  }

  /** The old version is up on its schema, for the reason that has {@code words} in it. */
  void endsAsItWas(Outcome outcome, String... words) throws Exception {
    expectOutcome(outcome);
    for (String part : words) {
      expectCause(part);
    }
    ends("1.8.0", "r2", outcome);
  }

  private void ends(String version, String revision, Outcome outcome) throws Exception {
    expectUp(version, revision);
    expectNothingLost();
    expectFinalCard(outcome);
    ownerApplies(version);
  }

  /**
   * The owner's own {@code kubectl apply --server-side}, without force: a conflict would mean that
   * somebody else now owns a field.
   */
  private void ownerApplies(String version) throws Exception {
    long before = keeper.deployment().getMetadata().getGeneration();
    try {
      keeper.apply(keeper.manifest(version));
    } catch (KubernetesClientException e) {
      check(false, "the owner can apply server-side without a conflict", e.getMessage());
    }
    say(
        "the owner's server-side apply goes through, generation "
            + before
            + " -> "
            + keeper.deployment().getMetadata().getGeneration());
  }

  @Override
  public void close() throws Exception {
    traffic.close();
    if (run() != null) {
      say(traffic.seen().toString());
      for (StepView step : view().steps()) {
        say((step.undo() ? "undo " : "") + step.step().word() + " " + step.took());
      }
      say(String.valueOf(view().report()));
    }
    Files.createDirectories(RECORDS);
    Files.write(RECORDS.resolve(keeper.name() + ".txt"), lines);
    keeper.close();
  }
}
