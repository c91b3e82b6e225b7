package dev.drydock.bot.words;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.StepDone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * What came of a step, in a few words, as far as its result tells; the same in Slack's thread, on a
 * terminal and on an auditor's page.
 *
 * @param said makes text of others fit to be shown there
 */
public record DoneWords(UnaryOperator<String> said) {
  private static final int MOST_SESSIONS = 10;
  private static final int BRIEF = "sha256:".length() + 12;

  /** True of a backup that the step found reason not to take. */
  public static boolean isNoBackup(StepDone done) {
    return done.step() == Step.BACKUP
        && !done.undo()
        && done.result() != null
        && "none".equals(done.result().path("method").asText());
  }

  /** What a step does beside its own deed, which would look like the same step twice; or empty. */
  public static String second(Step step, String deed) {
    return switch (name(deed)) {
      case "requiredown" -> "look whether the application stayed down";
      case "startnew" -> "start the new version behind the fence";
      case "stopnew" -> "take down the new version that waits";
      case "tidy" -> "drop copies of earlier runs";
      case "remove" -> step == Step.REPORT ? "remove the maintenance pod" : "";
      default -> "";
    };
  }

  /** Empty where there is nothing to say; more than one line where sessions were ended. */
  public String of(StepDone done) {
    JsonNode result = done.result() == null ? MissingNode.getInstance() : done.result();
    List<String> words = new ArrayList<>();
    switch (name(done.deed())) {
      case "compute" ->
          words.add(
              Figures.count(result.path("schema").path("pendingCount").asLong(), "change")
                  + " pending");
      case "take" -> backup(result, words);
      case "takedown", "takedownnew" ->
          words.add(
              result.has("podsEnded")
                  ? Figures.count(result.path("podsEnded").asLong(), "pod") + " ended"
                  : "");
      case "requiredown" -> words.add("application still down");
      case "startnew" -> words.add("new version started behind the fence");
      case "prepare" -> prepared(result, words);
      case "seal" -> seal(result, words);
      case "upgrade" -> upgraded(result, words);
      case "verify" -> verified(result, words);
      case "restore" -> restored(result, words);
      case "bringupnew", "bringupold" -> words.add(up(result));
      case "remove" -> words.add("maintenance pod removed");
      case "tidy" -> words.add("copies of earlier runs seen to");
      default -> words.add("");
    }
    words.removeIf(String::isEmpty);
    return String.join(", ", words);
  }

  private void backup(JsonNode result, List<String> words) {
    if ("none".equals(result.path("method").asText())) {
      words.add("none, because " + said.apply(result.path("location").asText()));
      return;
    }
    words.add(result.has("sizeBytes") ? Figures.size(result.path("sizeBytes").asLong()) : "");
    words.add(brief(result.path("checksum").asText()));
  }

  private void prepared(JsonNode result, List<String> words) {
    String image = brief(result.path("imageDigest").asText());
    words.add(image.isEmpty() ? "" : "image " + image);
  }

  private void seal(JsonNode result, List<String> words) {
    words.add(
        (text(result.path("method"), "%s") + " " + text(result.path("location"), "%s")).strip());
    if (result.path("fingerprint").isObject()) {
      words.add(fingerprint(result.path("fingerprint")));
    }
    words.add(ended(result.path("ended")));
  }

  private void upgraded(JsonNode result, List<String> words) {
    words.add(text(result.path("revision"), "now at %s"));
    words.add(text(result.path("exitCode"), "exit code %s"));
    words.add(text(result.path("note"), "%s"));
    words.add(ended(result.path("ended")));
  }

  private void verified(JsonNode result, List<String> words) {
    List<String> checks = new ArrayList<>();
    result.path("checks").forEach(check -> checks.add(check.asText()));
    checks.removeIf(check -> check.startsWith(RunView.ENDED)); // told, and no check
    String passed = Figures.count(checks.size(), "check") + " passed";
    words.add(
        checks.isEmpty()
            ? passed
            : passed + ": " + String.join("; ", checks.stream().map(said).toList()));
  }

  /** The proof: what was put back has the fingerprint of what was sealed. */
  private void restored(JsonNode result, List<String> words) {
    JsonNode sealed = result.path("sealed");
    JsonNode now = result.path("fingerprint");
    if (!sealed.isObject()) {
      words.add("nothing had to be put back");
    } else if (sealed.path("digest").equals(now.path("digest"))) {
      words.add("put back, equal to the seal (" + fingerprint(now) + ")");
    } else {
      words.add("put back, NOT equal to the seal");
    }
    words.add(text(result.path("revision"), "revision %s"));
    words.add(text(result.path("aside"), "the failed database kept as %s"));
  }

  private String up(JsonNode result) {
    return result.has("replicas")
        ? "up with " + Figures.count(result.path("replicas").asLong(), "replica")
        : "";
  }

  /** {@code 5 tables, 23,817 rows, sha256:15f0c2a1b3d4...}. */
  private String fingerprint(JsonNode of) {
    return Figures.count(of.path("tables").asLong(), "table")
        + ", "
        + Figures.count(of.path("rows").asLong(), "row")
        + ", "
        + brief(of.path("digest").asText());
  }

  /** Enough to be found again: the whole digest stands in the event. */
  private String brief(String digest) {
    return digest.startsWith("sha256:")
        ? said.apply(digest.substring(0, Math.min(BRIEF, digest.length()))) + "…"
        : "";
  }

  /** Whose sessions the fence ended, each on a line. */
  private String ended(JsonNode ended) {
    List<String> sessions = new ArrayList<>();
    ended.forEach(session -> sessions.add(said.apply(session.asText())));
    int more = sessions.size() - MOST_SESSIONS;
    return sessions.isEmpty()
        ? ""
        : "ended "
            + Figures.count(sessions.size(), "session")
            + " of others:\n"
            + String.join("\n", sessions.subList(0, Math.min(MOST_SESSIONS, sessions.size())))
            + (more > 0 ? "\nand " + more + " more" : "");
  }

  private String text(JsonNode value, String pattern) {
    String text = value.isValueNode() && !value.isNull() ? said.apply(value.asText()) : "";
    return text.isEmpty() ? "" : pattern.formatted(text);
  }

  /** Temporal writes {@code App.BringUpOld} where the code has {@code bringUpOld}. */
  private static String name(String deed) {
    return deed.substring(deed.indexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
