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

  private final Exec exec;
  private final PodAt pod;
  private final SchemaTool tool;
  private final String image;
  private final List<String> notes = new ArrayList<>();
  private final Map<List<String>, Answer> answers = new HashMap<>();

  ToolAnswers(KubernetesClient client, PodAt pod, SchemaTool tool, String image) {
    this.exec = new Exec(client);
    this.pod = pod;
    this.tool = tool;
    this.image = image;
  }

  /**
   * @param current revision in the version table, or empty
   */
  SchemaPlan schema(String current, Journal journal) {
    String target = tool.target(ask(tool.targetCommand()).output(), current);
    tool.knownCommand(current).ifPresent(command -> requireKnown(current, ask(command).output()));
    List<Change> pending = pending(current, target);
    tool.currentCommand().ifPresent(command -> requireSame(current, ask(command).output()));
    Sql sql = sql(current, target, pending.size(), journal);
    return new SchemaPlan(
        tool.name(),
        current,
        target,
        pending.subList(0, Math.min(pending.size(), SchemaPlan.MOST_LISTED)),
        pending.size(),
        sql.kept(),
        sql.absent());
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

  private List<Change> pending(String current, String target) {
    if (current.equals(target)) {
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
    if (pending.isEmpty()) {
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
    if (current.equals(target)) {
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
    return answers.computeIfAbsent(command, this::run);
  }

  private Answer run(List<String> command) {
    String why = "";
    for (int i = 0; i < TRIES; i++) {
      Exec.Result result = exec.run(pod, MaintenancePodTemplate.TOOL, command, ONE_ANSWER);
      if (result instanceof Exec.Result.Ended ended) {
        requireFound(command, ended);
        return new Answer(
            new ToolOutput(command, ended.exitCode(), ended.stdout(), ended.stderr()),
            ended.isCut());
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
