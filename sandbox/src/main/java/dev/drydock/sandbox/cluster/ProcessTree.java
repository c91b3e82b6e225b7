package dev.drydock.sandbox.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends everything that was started in a container, also what has been detached from its parent.
 * Such processes are known by a variable in their environment: it is inherited, and nobody removes
 * it.
 */
final class ProcessTree {
  static final String VARIABLE = "SANDBOX_CONTAINER_ID";
  private static final Path PROC = Path.of("/proc");

  private ProcessTree() {}

  /**
   * Kills what runs in the container, or in all containers whose ids begin like that.
   *
   * <p>Looks again until there is none left: a process may fork while it is looked at.
   */
  static void kill(String idStart) {
    for (int round = 0; round < 20; round++) {
      List<ProcessHandle> found = marked(VARIABLE + "=" + idStart);
      if (found.isEmpty()) {
        return;
      }
      found.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static List<ProcessHandle> marked(String mark) {
    return Files.isReadable(PROC.resolve("self/environ")) ? fromProc(mark) : fromPs(mark);
  }

  private static List<ProcessHandle> fromProc(String mark) {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : all) {
        if (environment(process).contains(mark)) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      return found;
    }
    return found;
  }

  /** Empty for a process that is gone, is a zombie, or is somebody else's. */
  private static String environment(Path process) {
    try {
      return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Where there is no /proc (macOS), ps shows the environment behind the command. */
  private static List<ProcessHandle> fromPs(String mark) {
    List<ProcessHandle> found = new ArrayList<>();
    try {
      Process ps = new ProcessBuilder("ps", "-A", "-E", "-ww", "-o", "pid=,command=").start();
      String text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      for (String line : text.lines().toList()) {
        if (line.contains(mark)) {
          String pid = line.strip().split("\\s", 2)[0];
          ProcessHandle.of(Long.parseLong(pid)).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      return found;
    }
    return found;
  }
}
