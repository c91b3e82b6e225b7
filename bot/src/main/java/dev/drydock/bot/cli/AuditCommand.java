package dev.drydock.bot.cli;

import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Link;
import dev.drydock.workflows.book.RunView;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "audit",
    description =
        "A run's whole story from the ledger, whether its chain of hashes holds, and whether its"
            + " artifacts are what they were.")
final class AuditCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", paramLabel = "RUN", description = "Its id, or an app's name.")
  private String run;

  @Option(
      names = "--artifact",
      paramLabel = "DIGEST",
      description =
          "Print this artifact (SQL, log, manifest, fingerprint) of the run:"
              + " on a terminal without what would draw on it, else byte for byte.")
  private String artifact;

  @Override
  public Integer call() {
    RunView view = root.desk().known(run);
    List<Event> events = root.desk().book().events(view.run());
    if (artifact != null) {
      return printArtifact(events);
    }
    Event broken = root.desk().book().brokenLink(view.run()).orElse(null);
    List<Artifact> artifacts = Artifacts.in(events);
    Audit audit =
        new Audit(
            view,
            events,
            artifacts,
            artifacts.stream().filter(this::differs).map(Artifact::digest).toList(),
            new Chain(
                broken == null,
                events.size(),
                broken == null ? null : broken.seq(),
                root.desk().book().links(view.run())));
    root.print(audit, lines(audit));
    boolean isWell = broken == null && audit.differing().isEmpty();
    return isWell ? Exit.DONE.code() : Exit.UNWELL.code();
  }

  /** True where what the ledger holds under the digest is not what it is of, or nothing. */
  private boolean differs(Artifact artifact) {
    try {
      Optional<byte[]> content = root.desk().book().artifact(artifact.digest());
      return !content.map(Digest::of).equals(Optional.of(artifact.digest()));
    } catch (UncheckedIOException damaged) {
      return true;
    }
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
    audit.artifacts().forEach(artifact -> lines.add(line(audit, artifact)));
    lines.add(chain(audit));
    return lines;
  }

  private String line(Audit audit, Artifact artifact) {
    String what =
        "Artifact:  "
            + artifact.kind()
            + " "
            + Words.size(artifact.sizeBytes())
            + " "
            + artifact.digest();
    return audit.differing().contains(artifact.digest())
        ? root.paint().bad(what + " DIFFERS: the ledger does not hold what was kept under it")
        : what;
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

  /** Where no terminal is in between byte for byte, so that its checksum can be compared. */
  private int printArtifact(List<Event> events) {
    String digest = Artifacts.matching(events, artifact);
    byte[] content =
        root.desk()
            .book()
            .artifact(digest)
            .orElseThrow(
                () -> new Refused("The ledger does not hold " + digest + ".", "audit " + run));
    root.printBytes(new String(content, StandardCharsets.UTF_8));
    return Exit.DONE.code();
  }

  /**
   * What {@code --json} prints.
   *
   * @param differing digests of artifacts that the ledger does not hold as they were kept
   */
  record Audit(
      RunView run,
      List<Event> events,
      List<Artifact> artifacts,
      List<String> differing,
      Chain chain) {}

  /**
   * @param brokenAt seq of the first event that does not follow; null when verified
   * @param links the events as their hashes are made of them, to check them without the ledger
   */
  record Chain(boolean verified, int events, Long brokenAt, List<Link> links) {}
}
