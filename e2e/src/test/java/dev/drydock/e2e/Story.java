package dev.drydock.e2e;

import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.demo.Acting;
import dev.drydock.sandbox.slack.Message;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Replays;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.StepView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One run on an application of its own, under traffic, with a record that is kept. */
final class Story extends Acting implements AutoCloseable {
  static final String ANA = "U0ANA";
  static final String BEN = "U0BEN";

  /** A killed worker alone costs a minute, and the machine may have other things to do. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final Path RECORDS = Path.of("target", "stories");
  private final Installation installation;
  private final Keeper keeper;
  private final Traffic traffic;
  private final List<String> lines;
  private final List<Instant> hits = new ArrayList<>();

  private Story(Installation installation, Keeper keeper, Traffic traffic, List<String> lines) {
    super(installation, keeper, traffic, lines::add, PATIENCE);
    this.installation = installation;
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

  /** Says who is ended next, and when. */
  Pod victim(Pod pod) {
    hit(pod.getMetadata().getName());
    return pod;
  }

  /** Says what is ended next, and when. */
  void hit(String part) {
    hits.add(Instant.now());
    say("ended next: " + part);
  }

  void awaitUndo(Step step) {
    awaitTrue(
        "the way back from " + step.word() + " runs",
        () -> view().steps().stream().anyMatch(seen -> seen.step() == step && seen.undo()));
    say("at the way back from " + step.word());
  }

  /** One card, and whatever its thread was told it was told once. */
  void toldOnce() {
    List<Message> cards =
        slack().channel("C0MIGRATE").messages().stream()
            .filter(message -> message.metadata().toString().contains("\"" + run() + "\""))
            .filter(
                message -> message.threadTs().isEmpty() || message.threadTs().equals(message.ts()))
            .toList();
    check(cards.size() == 1, "one card", cards.size() + " cards");
    awaitTrue("the thread tells the end", () -> thread(cards.get(0)).contains("owntime"));
    List<String> told = thread(cards.get(0)).lines().filter(line -> !line.isBlank()).toList();
    List<String> twice =
        told.stream().filter(line -> Collections.frequency(told, line) > 1).toList();
    check(
        twice.isEmpty(), "each line of the thread once", twice + " of\n" + String.join("\n", told));
    say("one card, " + told.size() + " lines in its thread, each once");
  }

  private String thread(Message card) {
    return slack().channel("C0MIGRATE").thread(card.ts()).stream()
        .skip(1)
        .map(Message::allText)
        .collect(Collectors.joining("\n"));
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
      events();
    }
    Files.createDirectories(RECORDS);
    keepHistory();
    Files.write(RECORDS.resolve(keeper.name() + ".txt"), lines);
    keeper.close();
  }

  /**
   * As Temporal has it. Replayed here and now: the workers of the suite may have been at different
   * places of it; those that {@code SavedHistoriesTest} is to replay from then on are copied from
   * here.
   */
  private void keepHistory() throws Exception {
    if (run() != null) {
      try (Replicas replicas = new Replicas(installation)) {
        String history = replicas.history(view()).toJson(true);
        Files.writeString(RECORDS.resolve(keeper.name() + ".json"), history);
        Replays.of(history);
      }
    }
  }

  /** The run's events, each with the time since the first; and how long it stood after each hit. */
  private void events() {
    List<Event> events =
        installation.book().events(run()).stream()
            .filter(event -> event.kind() != Event.Kind.STEP_PROGRESS)
            .toList();
    Instant began = events.get(0).at();
    for (Event event : events) {
      say(
          seconds(began, event.at())
              + " "
              + event.kind()
              + " "
              + event.data().path("step").asText()
              + (event.data().path("undo").asBoolean() ? " undo" : "")
              + (event.data().has("attempt") ? " attempt " + event.data().path("attempt") : ""));
    }
    for (Instant hit : hits) {
      events.stream()
          .filter(event -> event.at().isAfter(hit))
          .findFirst()
          .ifPresent(
              next ->
                  say(
                      "hit at "
                          + seconds(began, hit)
                          + ", next event "
                          + seconds(hit, next.at())
                          + " later: "
                          + next.kind()));
    }
  }

  private static String seconds(Instant from, Instant to) {
    return String.format(Locale.ROOT, "%.1f s", Duration.between(from, to).toMillis() / 1000.0);
  }
}
