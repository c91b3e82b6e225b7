package dev.drydock.sandbox.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A container's last words: its termination log, or (FallbackToLogsOnError) the end of its log, at
 * most 80 lines and 2048 bytes, the first line cut where it has to be.
 */
final class TerminationMessage {
  private static final int LOG_BYTES = 2048;
  private static final int LOG_LINES = 80;
  private static final int FILE_BYTES = 4096;

  private final PodWorker pod;
  private final ContainerWorker container;

  TerminationMessage(PodWorker pod, ContainerWorker container) {
    this.pod = pod;
    this.container = container;
  }

  String read(LogFile log, int exitCode) {
    try {
      String written = written();
      boolean fallback =
          Json.text(container.spec(), "terminationMessagePolicy").equals("FallbackToLogsOnError");
      if (!written.isEmpty() || !fallback || exitCode == 0) {
        return written;
      }
      return LogReader.tail(log.path(), LOG_LINES, LOG_BYTES);
    } catch (IOException e) {
      return "Error on reading termination message from logs: " + e.getMessage();
    }
  }

  private String written() throws IOException {
    Path file = pod.terminationLog(container.name());
    if (!Files.exists(file)) {
      return "";
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    int length = Math.min(bytes.length, FILE_BYTES);
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
