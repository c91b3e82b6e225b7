package dev.drydock.bot.cli;

import dev.drydock.bot.desk.Caller;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Receipt;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.config.Apps;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was asked; says what it was told to say. */
final class FakeDesk implements Desk {
  final FakeBook book = new FakeBook();
  final List<String> asked = new ArrayList<>();
  RuntimeException answer;
  List<String> groups = List.of();

  @Override
  public String start(String app, String version, Caller caller, String channel) {
    groups = caller.groups();
    note("start " + app + " " + version + " by " + caller.person());
    return Runs.EXECUTION;
  }

  @Override
  public Plan plan(String app, String version, Caller caller) {
    groups = caller.groups();
    note("plan " + app + " " + version);
    return Runs.PLAN;
  }

  @Override
  public Receipt decide(String run, String digest, boolean approve, String reason, Caller caller) {
    groups = caller.groups();
    note((approve ? "approve " : "reject ") + run + " " + digest + " by " + caller.person());
    return new Receipt("Counted.");
  }

  @Override
  public Receipt abort(String run, String reason, Caller caller) {
    groups = caller.groups();
    note("abort " + run + ": " + reason);
    return new Receipt("Stopping.");
  }

  @Override
  public Receipt resume(String run, boolean keepNew, String discard, Caller caller) {
    groups = caller.groups();
    note("resume " + run);
    return new Receipt("Trying again.");
  }

  @Override
  public RunView known(String runOrApp) {
    return book.find(runOrApp)
        .orElseThrow(
            () -> new Refused(Refused.Kind.WRONG, "There is no run \"" + runOrApp + "\".", "list"));
  }

  @Override
  public RunBook book() {
    return book;
  }

  @Override
  public Apps apps() {
    return new Apps(List.of());
  }

  private void note(String what) {
    if (answer != null) {
      throw answer;
    }
    asked.add(what);
  }
}
