package dev.drydock.bot.cli;

import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "audit",
    description = {
      "A run's whole story from the ledger, whether its chain of hashes holds, and whether its"
          + " artifacts are what they were. Times are UTC.",
      "With --export as files that need no Drydock to be read or checked: docs/audit.md."
    })
final class AuditCommand implements Callable<Integer> {
  private static final String HASH = "(sha256:)?[0-9a-f]{64}";

  @ParentCommand private DrydockCommand root;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN",
      description = "Its id, or an app's name.")
  private String run;

  @Option(
      names = "--all",
      description = "Check every run in the ledger, and whether a number is missing between them.")
  private boolean all;

  @Option(
      names = "--artifact",
      paramLabel = "DIGEST",
      description =
          "Print this artifact (SQL, log, manifest, fingerprint) of the run:"
              + " on a terminal without what would draw on it, else byte for byte.")
  private String artifact;

  @Option(
      names = "--expect",
      paramLabel = "HASH",
      description = "The hash in the line Ledger of the run's thread in Slack: compare it.")
  private String expect;

  @Option(
      names = "--export",
      paramLabel = "DIR",
      description =
          "Write a page to read and print (run.html), what --json prints (run.json), each artifact,"
              + " and SHA256SUMS into DIR, which must be empty or not there.")
  private Path export;

  @Option(names = "--verbose", description = "With what Drydock kept for itself.")
  private boolean verbose;

  @Override
  public Integer call() {
    RunBook book = root.desk().book();
    if (all) {
      return auditAll(book);
    }
    if (run == null) {
      throw wrong("Which run? Or --all for every run.");
    }
    RunView view = root.desk().known(run);
    if (artifact != null) {
      if (expect != null || export != null) {
        throw wrong("--artifact prints one artifact: no --expect or --export beside it.");
      }
      return printArtifact(book, view.run());
    }
    Dossier dossier = Dossier.of(book, view.run());
    Optional<String> unexpected = unexpected(dossier);
    Instant now = Clock.systemUTC().instant();
    if (export != null) {
      List<String> written = new AuditExport(book, export).write(dossier, now);
      root.print(
          new Exported(export.toString(), written, dossier.holds()),
          exported(dossier, written.size()));
    } else {
      root.print(dossier, new AuditText(root.paint()).lines(dossier, verbose, now));
    }
    unexpected.ifPresent(what -> root.tell(root.paint().bad(what)));
    return exit(dossier.holds() && unexpected.isEmpty());
  }

  private static int exit(boolean isWell) {
    return (isWell ? Exit.DONE : Exit.UNWELL).code();
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private int auditAll(RunBook book) {
    if (Stream.of(run, artifact, expect, export).anyMatch(Objects::nonNull)) {
      throw wrong("--all is of every run: no RUN, --artifact, --expect or --export beside it.");
    }
    AuditAll found = AuditAll.of(book);
    List<String> lines = new ArrayList<>();
    found.wrong().forEach(what -> lines.add(root.paint().bad(what)));
    lines.add(found.summary());
    root.print(found, lines);
    return exit(found.wrong().isEmpty());
  }

  /** Why the hash is not the one that was told when the run ended; empty where it is. */
  private Optional<String> unexpected(Dossier dossier) {
    if (expect == null) {
      return Optional.empty();
    }
    if (!expect.matches(HASH)) {
      throw wrong("--expect: \"" + expect + "\" is no sha256: with 64 hexadecimal digits.");
    }
    String id = dossier.run().run();
    String closed = dossier.chain().closedWith();
    if (closed == null) {
      throw new Refused(
          Refused.Kind.WRONG,
          id + " is not closed: there is nothing to compare yet.",
          "status " + id);
    }
    return closed.endsWith(expect)
        ? Optional.empty()
        : Optional.of("NOT AS EXPECTED: " + id + " closed with " + closed);
  }

  private List<String> exported(Dossier dossier, int files) {
    String where =
        Words.count(files, "file") + " in " + export + "; to check them: sha256sum -c SHA256SUMS";
    return dossier.holds()
        ? List.of(where)
        : List.of(
            where,
            root.paint().bad("The ledger does not hold this run as it was written: run.html"));
  }

  /** Where no terminal is in between byte for byte, so that its checksum can be compared. */
  private int printArtifact(RunBook book, String id) {
    Artifacts artifacts = new Artifacts(book);
    String digest = artifacts.matching(book.events(id), artifact);
    Optional<byte[]> content = artifacts.whole(digest);
    if (content.isEmpty()) {
      root.tell("The ledger does not hold " + digest + " as it was kept.");
      return Exit.UNWELL.code();
    }
    root.printBytes(new String(content.get(), StandardCharsets.UTF_8));
    return Exit.DONE.code();
  }

  /**
   * @param files what was written, from {@code directory}
   */
  record Exported(String directory, List<String> files, boolean holds) {}
}
