package dev.drydock.bot.slack;

import dev.drydock.bot.desk.Caller;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Receipt;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.RequestConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers like the workflow would, on a ledger in memory. */
public final class FakeDesk implements Desk {
  private final MemoryBook book;
  private final Map<String, Story> stories = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> apps;

  /** Of each app. */
  public volatile RequestConfig request = RequestConfig.ANY;

  public FakeDesk(MemoryBook book, String... apps) {
    this.book = book;
    this.apps = List.of(apps);
  }

  public synchronized Story story(String run) {
    return stories.computeIfAbsent(run, id -> new Story(book, id, Instant.now()));
  }

  /** What reached the desk, one line each. */
  public synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public synchronized String start(String app, String version, Caller caller, String channel) {
    asked.add("start " + app + " " + version + " by " + caller.person());
    if (version.equals("broken")) {
      throw new IllegalStateException("password=hunter2 does not work");
    }
    Story story = story("keeper-" + (stories.size() + 41)).version(version);
    story.requester(caller.person()).channel(channel).waiting();
    return story.execution();
  }

  @Override
  public synchronized Plan plan(String app, String version, Caller caller) {
    asked.add("plan " + app + " " + version + " by " + caller.person() + caller.groups());
    if (version.equals("pr-666")) {
      throw new Refused("That version may not be asked for.", "");
    }
    return new Story(book, "preview", Instant.now()).version(version).plan();
  }

  @Override
  public synchronized Receipt decide(
      String run, String digest, boolean approve, String reason, Caller caller) {
    asked.add(
        (approve ? "approve " : "reject ") + run + " by " + caller.person() + caller.groups());
    RunView view = known(run);
    GateView gate =
        view.openGate()
            .orElseThrow(() -> new Refused("Run " + run + " is not waiting.", "status " + run));
    if (!gate.digest().equals(digest) && !Digest.code(gate.digest()).equals(digest)) {
      throw new Refused("Not the plan you were shown.", "status " + run);
    }
    if (approve && caller.person().equals(view.request().requester())) {
      throw new Refused("You asked for this run, so somebody else has to approve it.", "");
    }
    if (!gate.policy().people().contains(caller.person())
        && gate.policy().groups().stream().noneMatch(caller.groups()::contains)) {
      throw new Refused("You are not among those who may answer.", "");
    }
    return taken(view, approve, reason, caller);
  }

  private Receipt taken(RunView view, boolean approve, String reason, Caller caller) {
    GateView gate = view.openGate().orElseThrow();
    if (approve && gate.approvedBy().contains(caller.person())) {
      throw new Refused("You approved it already.", "");
    }
    Story story = story(view.run()).decided(caller.person(), approve, reason);
    if (!approve) {
      story.gateClosed("rejected").closed(Outcome.REJECTED, reason, 0, List.of());
      return new Receipt("Rejected.");
    }
    int left = gate.policy().approvals() - gate.approvedBy().size() - 1;
    if (left == 0) {
      story.gateClosed("approved");
    }
    return new Receipt("Approved; " + left + " more needed.");
  }

  @Override
  public synchronized Receipt abort(String run, String reason, Caller caller) {
    asked.add("abort " + run + " by " + caller.person() + ": " + reason);
    story(run).closed(Outcome.ABORTED, reason, 0, List.of());
    return new Receipt("Stopped.");
  }

  @Override
  public synchronized Receipt resume(String run, boolean keepNew, String discard, Caller caller) {
    asked.add("resume " + run + " by " + caller.person() + caller.groups());
    return new Receipt("Tried again.");
  }

  @Override
  public RunView known(String run) {
    return book.find(run)
        .orElseThrow(() -> new Refused("There is no run \"" + run + "\".", "list"));
  }

  @Override
  public MemoryBook book() {
    return book;
  }

  @Override
  public Apps apps() {
    return new Apps(
        apps.stream()
            .map(
                app ->
                    new AppConfig(
                        app,
                        app + ":{version}",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        request))
            .toList());
  }
}
