package dev.drydock.activities.plan;

import dev.drydock.activities.kubernetes.Exec;
import dev.drydock.activities.kubernetes.MaintenancePodTemplate;
import dev.drydock.activities.kubernetes.PodAt;
import dev.drydock.activities.kubernetes.Trouble;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.schema.SchemaTool;
import dev.drydock.activities.schema.ToolOutput;
import dev.drydock.activities.schema.ToolTrouble;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Change;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.config.Scrub;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the schema tool in a pod of the new image what it would do. */
final class ToolAnswers {
  /** Slow tools need eight seconds to start on a busy machine. */
  private static final Duration ONE_ANSWER = Duration.ofMinutes(2);

  private static final int TRIES = 3;
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  /** Whether a session of the tool comes to the app's own database while it answers. */
  @FunctionalInterface
  interface Visits {
    boolean during(Runnable question);
  }

  private final Exec exec;
  private final PodAt pod;
  private final SchemaTool tool;
  private final String image;
  private final Visits visits;
  private final boolean mustBeKnown;
  private final List<String> notes = new ArrayList<>();
  private final Map<List<String>, Answer> answers = new HashMap<>();
  private boolean isVisited;

  /**
   * @param mustBeKnown false where its sessions may come under a name and from an address that tell
   *     nothing
   */
  ToolAnswers(
      KubernetesClient client,
      PodAt pod,
      SchemaTool tool,
      String image,
      Visits visits,
      boolean mustBeKnown) {
    this.exec = new Exec(client);
    this.pod = pod;
    this.tool = tool;
    this.image = image;
    this.visits = visits;
    this.mustBeKnown = mustBeKnown;
  }

  /**
   * @param current revision in the version table, or empty
   * @param position of the tool's record, or null
   */
  SchemaPlan schema(String current, String position, Journal journal) {
    String target = tool.target(ask(tool.targetCommand()).output(), current);
    tool.knownCommand(current).ifPresent(command -> requireKnown(current, ask(command).output()));
    List<Change> pending = pending(current, target);
    tool.currentCommand().ifPresent(command -> requireSame(current, ask(command).output()));
    requireVisited();
    Sql sql = sql(current, target, pending.size(), journal);
    return new SchemaPlan(
        tool.name(),
        current,
        target,
        pending.subList(0, Math.min(pending.size(), SchemaPlan.MOST_LISTED)),
        pending.size(),
        sql.kept(),
        sql.absent(),
        position);
  }

  List<String> notes() {
    return notes;
  }

  /** An older image would have nothing to do, or go down: found when users are out. */
  private static void requireKnown(String current, ToolOutput answer) {
    if (!answer.isSuccess()) {
      throw ToolTrouble.notInImage(current, " (" + answer.ending() + ")");
    }
  }

  /** That it gets at the database from there, and at the one that is meant, while users are in. */
  private void requireSame(String current, ToolOutput answer) {
    answer.requireSuccess();
    if (!current.isEmpty() && !tool.isAt(answer, current)) {
      String found = String.join(", ", answer.lines());
      throw new ToolTrouble(
          "\""
              + answer.typed()
              + "\" finds "
              + (found.isEmpty() ? "no revision" : found)
              + " in its database, and database: of drydock.yaml is at "
              + current
              + "; do both name the same one?");
    }
  }

  /**
   * The same revision is found in a copy of it, too: the tool has to have been here.
   *
   * @throws ToolTrouble where it was not, though it has asked a database
   */
  private void requireVisited() {
    Optional<List<String>> command = tool.connectingCommand();
    for (int i = 1; i < TRIES && !isVisited && command.isPresent(); i++) {
      answers.remove(command.get()); // the moment of its visit may have been missed
      ask(command.get());
    }
    if (isVisited) {
      return;
    }
    if (command.isEmpty() || !mustBeKnown) {
      notes.add("no question of the schema tool's came to this database; does it use another one?");
      return;
    }
    throw new ToolTrouble(
        "\""
            + String.join(" ", command.get())
            + "\" was answered, and no session of it came to the database that drydock.yaml names;"
            + " do the app's configuration and database: of drydock.yaml name the same one, and"
            + " the server itself?");
  }

  /**
   * That its sessions hear what they are told, without which it cannot write behind the fence: told
   * something that no server accepts, they must not come about.
   */
  void requireHeard() {
    List<String> command = tool.connectingCommand().orElse(null);
    if (command == null) {
      return;
    }
    if (exec.run(pod, MaintenancePodTemplate.HEARD, command, ONE_ANSWER)
            instanceof Exec.Result.Ended ended
        && ended.exitCode() == 0) {
      throw new ToolTrouble(
          "the schema tool's sessions do not hear what PGOPTIONS tells them (\""
              + String.join(" ", command)
              + "\" went well with an option that no server accepts), so that it could not write"
              + " behind the fence: take options out of the database's URL and the driver's"
              + " settings, or set database: {fence: seal} (docs/decisions/fence.md)");
    }
  }

  private List<Change> pending(String current, String target) {
    boolean isThere = current.equals(target);
    if (isThere && !tool.repeats()) {
      return List.of();
    }
    Optional<List<String>> command = tool.pendingCommand(current, target);
    if (command.isEmpty()) {
      notes.add("the schema tool cannot list the pending changes");
      if (!current.isEmpty() && tool.knownCommand(current).isEmpty()) {
        notes.add("nobody asks whether the image is older than the database (commands.known)");
      }
      return List.of();
    }
    List<Change> pending = tool.pending(ask(command.get()).output(), current, target);
    if (pending.isEmpty() && !isThere) {
      throw new Trouble(
          "the database is at revision "
              + current
              + ", image "
              + image
              + " brings "
              + target
              + ", yet its schema tool lists no pending change; is the image older than the"
              + " database?");
    }
    return pending;
  }

  private record Sql(Artifact kept, String absent) {}

  private Sql sql(String current, String target, int pendingCount, Journal journal) {
    if (current.equals(target) && pendingCount == 0) {
      return new Sql(null, "nothing is pending");
    }
    Optional<List<String>> command = tool.sqlCommand(current, target, pendingCount);
    if (command.isEmpty()) {
      return new Sql(null, "the schema tool cannot print it");
    }
    Answer answer = ask(command.get());
    if (!answer.output().isSuccess()) {
      return new Sql(
          null, "\"" + answer.output().typed() + "\" failed: " + answer.output().complaint());
    }
    if (answer.isCut()) {
      return new Sql(null, "it is too long");
    }
    String sql = Scrub.ofProcess().text(tool.sql(answer.output()));
    return new Sql(journal.keep("sql", sql.getBytes(StandardCharsets.UTF_8)), null);
  }

  private record Answer(ToolOutput output, boolean isCut) {}

  /** Once each: some tools answer two questions with one command, and take seconds to start. */
  private Answer ask(List<String> command) {
    if (!answers.containsKey(command)) {
      if (isVisited) {
        run(command);
      } else {
        isVisited = visits.during(() -> run(command));
      }
    }
    return answers.get(command);
  }

  private void run(List<String> command) {
    String why = "";
    for (int i = 0; i < TRIES; i++) {
      Exec.Result result = exec.run(pod, MaintenancePodTemplate.TOOL, command, ONE_ANSWER);
      if (result instanceof Exec.Result.Ended ended) {
        requireFound(command, ended);
        answers.put(
            command,
            new Answer(
                new ToolOutput(command, ended.exitCode(), ended.stdout(), ended.stderr()),
                ended.isCut()));
        return;
      }
      why = ((Exec.Result.Unknown) result).why();
    }
    throw new IllegalStateException(
        "\"" + String.join(" ", command) + "\" in pod " + pod + ": " + why);
  }

  private void requireFound(List<String> command, Exec.Result.Ended ended) {
    if (ended.exitCode() == NOT_FOUND || ended.exitCode() == NOT_EXECUTABLE) {
      throw new Trouble(
          "\""
              + String.join(" ", command)
              + "\" cannot be run in image "
              + image
              + ": "
              + Scrub.ofProcess().line(ended.stderr())
              + "; "
              + tool.howToConfigure(command));
    }
  }
}
