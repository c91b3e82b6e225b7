package dev.drydock.bot.cli;

import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.RunView;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "audit",
    description = "A run's whole story from the ledger, and whether its chain of hashes holds.")
final class AuditCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", paramLabel = "RUN", description = "Its id, or an app's name.")
  private String run;

  @Option(
      names = "--artifact",
      paramLabel = "DIGEST",
      description = "Print this artifact (SQL, log, manifest, fingerprint) of the run.")
  private String artifact;

  @Override
  public Integer call() {
    RunView view = root.desk().known(run);
    List<Event> events = root.desk().book().events(view.run());
    if (artifact != null) {
      return printArtifact(events);
    }
    Event broken = root.desk().book().brokenLink(view.run()).orElse(null);
    Audit audit =
        new Audit(
            view,
            events,
            Artifacts.in(events),
            new Chain(broken == null, events.size(), broken == null ? null : broken.seq()));
    root.print(audit, lines(audit));
    return broken == null ? Exit.DONE.code() : Exit.UNWELL.code();
  }

  private List<String> lines(Audit audit) {
    List<String> lines = new ArrayList<>();
    lines.addAll(new RunText(root.paint()).lines(audit.run(), Clock.systemUTC().instant()));
    lines.add("");
    audit
        .events()
        .forEach(
            event ->
                lines.add(
                    String.format(
                        "%s  %6d  %s", Words.day(event.at()), event.seq(), Story.line(event))));
    lines.add("");
    audit
        .artifacts()
        .forEach(
            a ->
                lines.add(
                    "Artifact:  " + a.kind() + " " + Words.size(a.sizeBytes()) + " " + a.digest()));
    lines.add(chain(audit));
    return lines;
  }

  private String chain(Audit audit) {
    if (audit.chain().verified()) {
      String last = audit.events().get(audit.events().size() - 1).hash();
      return root.paint().good("Chain:     verified")
          + ", "
          + Words.count(audit.chain().events(), "event")
          + ", last "
          + last;
    }
    return root.paint()
        .bad(
            "Chain:     BROKEN at event "
                + audit.chain().brokenAt()
                + ": it was changed, or one before it is gone");
  }

  /** Byte for byte, so that its checksum can be compared. */
  private int printArtifact(List<Event> events) {
    String digest = Artifacts.matching(events, artifact);
    byte[] content =
        root.desk()
            .book()
            .artifact(digest)
            .orElseThrow(
                () -> new Refused("The ledger does not hold " + digest + ".", "audit " + run));
    root.terminal().out().write(new String(content, StandardCharsets.UTF_8));
    root.terminal().out().flush();
    return Exit.DONE.code();
  }

  /** What {@code --json} prints. */
  record Audit(
      RunView run,
      List<Event> events,
      List<dev.drydock.workflows.Artifact> artifacts,
      Chain chain) {}

  /**
   * @param brokenAt seq of the first event that does not follow; null when verified
   */
  record Chain(boolean verified, int events, Long brokenAt) {}
}
