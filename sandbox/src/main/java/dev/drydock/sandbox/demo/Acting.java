package dev.drydock.sandbox.demo;

import dev.drydock.bot.cli.Unreachable;
import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.slack.FakeSlack;
import dev.drydock.sandbox.slack.Message;
import dev.drydock.sandbox.slack.Seen;
import dev.drydock.sandbox.world.App;
import dev.drydock.sandbox.world.Place;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.Said;
import dev.drydock.workflows.book.StepView;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * People act through Slack's wire format, and what comes of it is looked at in the world itself,
 * whichever world that is.
 */
public class Acting {
  private static final String CHANNEL = "C0MIGRATE";
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  /** Each look reads the whole run, and several stories may be played at once. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);

  private final Place place;
  private final App app;
  private final Traffic traffic;
  private final Consumer<String> told;
  private final Duration patience;
  private String run;

  public Acting(Place place, App app, Traffic traffic, Consumer<String> told) {
    this(place, app, traffic, told, PATIENCE);
  }

  /**
   * @param patience how long it waits for what is promised, before the promise counts as broken
   */
  protected Acting(
      Place place, App app, Traffic traffic, Consumer<String> told, Duration patience) {
    this.patience = patience;
    this.place = place;
    this.app = app;
    this.traffic = traffic;
    this.told = told;
  }

  public FakeSlack slack() {
    return place.slack();
  }

  /** One line of the story. */
  public void say(String line) {
    told.accept(line);
  }

  // ---- people

  /** Types {@code /migrate <app> <version>} and waits until the ledger has the run. */
  public void ask(String user, String version) {
    Set<String> before = Set.copyOf(runs());
    Seen seen = type(user, app.name() + " " + version);
    // of a machine that has too much to do: who sees it looks for the card, too
    boolean isLate = seen.error().equals("operation_timeout");
    check(seen.ok() || isLate, "the command is acknowledged", seen.text());
    if (isLate) {
      say("Slack has waited three seconds for the acknowledgement");
    }
    run =
        awaitSome("the run", () -> runs().stream().filter(id -> !before.contains(id)).findFirst());
    say("run " + run);
  }

  /** From now on the run is that one. */
  public void follow(String id) {
    run = id;
  }

  /** Types a command; returns what that person alone is shown. */
  public Seen type(String user, String text) {
    say(name(user) + " types /migrate " + text);
    return slack().as(user).in(CHANNEL).slash("/migrate", text);
  }

  /** Waits until the card asks for people. */
  public Message awaitGate() {
    return awaitCard(
        "the card has the buttons of the gate",
        card -> {
          if (view().isClosed()) {
            throw new Broken("promised: a gate; seen: " + view().report());
          }
          return card.actionIds().contains("approve");
        });
  }

  /** Presses a button on the card as it is now. */
  public Seen press(String user, String button) {
    Message card = card().orElseThrow(() -> new Broken("there is no card of " + run));
    say(name(user) + " presses " + button);
    return slack().as(user).in(CHANNEL).press(card.ts(), button);
  }

  /** Where Slack says that nobody has heard it, that person looks and presses again. */
  public void approve(String user) {
    awaitGate();
    awaitTrue(
        "the press is heard", () -> press(user, "approve").ok() || view().openGate().isEmpty());
  }

  /** Waits until that person has been told something with {@code words} in it. */
  public void expectToldAlone(String user, String words) {
    awaitTrue(
        name(user) + " alone is told: " + words,
        () ->
            slack().ephemerals(user).stream()
                .anyMatch(message -> message.allText().contains(words)));
    say(name(user) + " alone is told: " + words);
  }

  private static String name(String user) {
    return user.substring(2).toLowerCase(java.util.Locale.ROOT);
  }

  // ---- the run

  public String run() {
    return run;
  }

  public RunView view() {
    return book().find(run).orElseThrow(() -> new Broken("the ledger has no run " + run));
  }

  private RunBook book() {
    return place.book();
  }

  private List<String> runs() {
    return book().recent(200).stream()
        .filter(view -> view.request().app().equals(app.name()))
        .map(RunView::run)
        .toList();
  }

  public void awaitStep(Step step) {
    awaitTrue(
        "step " + step.word() + " runs",
        () -> view().steps().stream().anyMatch(seen -> seen.step() == step && !seen.undo()));
    say("at " + step.word());
  }

  public void awaitProgress(Step step) {
    awaitTrue(
        "step " + step.word() + " tells progress",
        () ->
            view().steps().stream()
                .anyMatch(seen -> seen.step() == step && seen.progress() != null));
  }

  public void awaitState(RunState state) {
    awaitTrue("the run is " + state, () -> view().state() == state);
    say("the run is " + state);
  }

  public void expectOutcome(Outcome outcome) {
    awaitTrue("the run ends", () -> view().isClosed());
    RunView ended = view();
    check(
        ended.report().outcome() == outcome,
        "outcome " + outcome,
        ended.report().outcome() + ": " + ended.report().cause());
    String cause = ended.report().cause();
    say(
        "outcome "
            + outcome
            + (cause.isEmpty() ? "" : ": " + cause)
            + ", downtime "
            + seconds(ended.report().downtime()));
  }

  public void expectCause(String words) {
    String cause = view().report().cause();
    check(cause.contains(words), "the cause says \"" + words + "\"", cause);
  }

  public StepView step(Step step) {
    return view().steps().stream()
        .filter(seen -> seen.step() == step && !seen.undo())
        .findFirst()
        .orElseThrow(() -> new Broken("no step " + step.word()));
  }

  /** The card is final: its outcome, why, what is kept aside, and no buttons. */
  public void expectFinalCard(Outcome outcome) {
    RunView ended = view();
    String why = Said.of(ended).map(Said::reason).orElse(ended.report().cause());
    List<String> words = new ArrayList<>(List.of(outcome.word(), onCard(why)));
    view().keptAside().forEach(aside -> words.add(onCard(aside)));
    awaitCard(
        "the card says " + words + " and has no buttons",
        card -> card.actionIds().isEmpty() && words.stream().allMatch(card.allText()::contains));
    say("the card says " + outcome.word() + " and has no buttons");
  }

  /** How Slack is told it, as far as that is surely not cut. */
  private static String onCard(String text) {
    String line = text.strip().lines().findFirst().orElse("").replaceAll("\\s+", " ").strip();
    return line.substring(0, Math.min(60, line.length()))
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  private Message awaitCard(String what, java.util.function.Predicate<Message> fits) {
    return awaitSome(what, () -> card().filter(fits));
  }

  private Optional<Message> card() {
    return slack().channel(CHANNEL).messages().stream()
        .filter(message -> message.metadata().toString().contains("\"" + run + "\""))
        // and not what its thread tells the channel too
        .filter(message -> message.threadTs().isEmpty() || message.threadTs().equals(message.ts()))
        .reduce((a, b) -> b);
  }

  // ---- the world

  /** The version serves, on the revision, with nothing of Drydock's left in the namespace. */
  public void expectUp(String version, String revision) throws Exception {
    awaitTrue(version + " serves", () -> app.serving().equals(version));
    String found = app.revision();
    check(found.equals(revision), "revision " + revision, found);
    awaitTrue("no pod of Drydock is left", () -> app.strangers().isEmpty());
    say(version + " serves on " + revision + ", no pod of Drydock is left");
  }

  /** Users could write before and can now; nothing that was acknowledged to them is missing. */
  public void expectNothingLost() throws Exception {
    long before = traffic.seen().acknowledged();
    awaitTrue("users write again", () -> traffic.seen().acknowledged() > before);
    List<Traffic.Acknowledged> missing;
    try (Connection database = app.connect()) {
      missing = traffic.verify(database);
    }
    check(missing.isEmpty(), "no acknowledged write is missing", missing.size() + " are");
    Traffic.Seen seen = traffic.seen();
    say(
        seen.acknowledged()
            + " acknowledged writes, 0 lost; "
            + seen.refused()
            + " refused meanwhile");
  }

  // ---- waiting and checking

  public void check(boolean kept, String promise, String seen) {
    if (!kept) {
      throw new Broken("promised: " + promise + "; seen: " + seen);
    }
  }

  public void awaitTrue(String what, BooleanSupplier condition) {
    awaitSome(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  private <T> T awaitSome(String what, Supplier<Optional<T>> source) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<T> found = ofNow(source);
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > end) {
        throw new Broken("waited " + patience.toSeconds() + " s in vain for: " + what + standing());
      }
      pause();
    }
  }

  /** A ledger that is away for a moment is asked again. */
  private static <T> Optional<T> ofNow(Supplier<Optional<T>> source) {
    try {
      return source.get();
    } catch (Unreachable away) {
      return Optional.empty();
    }
  }

  private String standing() {
    return run == null
        ? ""
        : "; the run: "
            + book()
                .find(run)
                .map(
                    view ->
                        view.state()
                            + " "
                            + view.newestStep().map(Object::toString).orElse("")
                            + " "
                            + view.report())
                .orElse("none");
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Broken("interrupted");
    }
  }

  private static String seconds(Duration duration) {
    return String.format(java.util.Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
