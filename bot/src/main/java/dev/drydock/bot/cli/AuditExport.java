package dev.drydock.bot.cli;

import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.RunBook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A run as files that outlive the ledger: what {@code audit --json} prints, the page, each artifact
 * under its digest, and their checksums as {@code sha256sum} reads them.
 *
 * @param directory empty, or not there
 */
record AuditExport(RunBook book, Path directory) {
  private static final String SUMS = "SHA256SUMS";

  /** So that a file opens with what can show it. */
  private static final Map<String, String> ENDINGS = Map.of("sql", "sql", "log", "log");

  /** From the directory; its name is its digest. */
  static String file(Artifact artifact) {
    String ending = ENDINGS.getOrDefault(artifact.kind(), "txt");
    return "artifacts/" + artifact.digest().replaceFirst("^sha256:", "") + "." + ending;
  }

  /**
   * @return the files, from the directory
   * @throws Refused where there is something in it, or it cannot be written
   */
  List<String> write(Dossier dossier, Instant now) {
    try {
      requireEmpty();
      Files.createDirectories(directory.resolve("artifacts"));
      List<String> written = new ArrayList<>();
      StringBuilder sums = new StringBuilder();
      Artifacts artifacts = new Artifacts(book);
      String page = new AuditPage(dossier, artifacts).html(now);
      put("run.html", page.getBytes(StandardCharsets.UTF_8), written, sums);
      String json = Json.pretty(dossier) + "\n";
      put("run.json", json.getBytes(StandardCharsets.UTF_8), written, sums);
      for (Artifact artifact : dossier.artifacts()) {
        byte[] content = artifacts.whole(artifact.digest()).orElse(null);
        if (content != null && !written.contains(file(artifact))) {
          put(file(artifact), content, written, sums);
        }
      }
      Files.writeString(directory.resolve(SUMS), sums);
      written.add(SUMS);
      return written;
    } catch (IOException e) {
      throw new Refused(directory + " cannot be written: " + e, "");
    }
  }

  private void requireEmpty() throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> there = Files.list(directory)) {
      if (there.findAny().isPresent()) {
        throw new Refused(
            Refused.Kind.WRONG,
            directory + " has files in it: what is there is not touched, nor mixed with others.",
            "");
      }
    }
  }

  private void put(String name, byte[] content, List<String> written, StringBuilder sums)
      throws IOException {
    Files.write(directory.resolve(name), content);
    written.add(name);
    sums.append(Digest.of(content).replaceFirst("^sha256:", "")).append("  ").append(name);
    sums.append('\n');
  }
}
