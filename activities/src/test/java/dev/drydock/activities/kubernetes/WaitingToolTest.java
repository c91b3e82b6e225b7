package dev.drydock.activities.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.Required;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tool waits for its file, as processes, with or without Python. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class WaitingToolTest {
  /** Says that it runs, with what, and ends with 7. */
  private static final String PYTHON_TOOL =
      """
      #!/usr/bin/env python3
      import sys, json
      loaded = [name for name in ("csv", "sqlite3.dbapi2") if name in sys.modules]
      print("upgrading", sys.argv[1:], __name__, sys.argv[0].endswith("/tool"), loaded)
      sys.exit(7)
      """;

  @TempDir Path directory;
  private Process process;

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void aPythonToolWaitsWithItsLibrariesLoaded() throws Exception {
    requirePython();
    start(PYTHON_TOOL, List.of("csv", "no_such_module", "sqlite3.dbapi2"));
    Awaitility.await().until(() -> Files.exists(directory.resolve("warm.py")));
    assertNothingRuns();
    go();
    assertThat(process.waitFor()).isEqualTo(7);
    assertThat(output())
        .contains("upgrading ['db', 'upgrade', 'r 5'] __main__ True ['csv', 'sqlite3.dbapi2']");
  }

  @Test
  void withoutAnythingToLoadItOnlyWaits() throws Exception {
    requirePython();
    start(PYTHON_TOOL, List.of());
    assertNothingRuns();
    go();
    assertThat(process.waitFor()).isEqualTo(7);
    assertThat(output()).contains("upgrading ['db', 'upgrade', 'r 5'] __main__ True");
    assertThat(directory.resolve("warm.py")).doesNotExist();
  }

  @Test
  void aToolThatIsNoPythonProgram() throws Exception {
    start("#!/bin/sh\necho upgrading \"$@\"\nexit 3\n", List.of("csv"));
    assertNothingRuns();
    go();
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(output()).contains("upgrading db upgrade r 5");
  }

  @Test
  void aToolThatIsNotThere() throws Exception {
    process = launch(List.of("no-such-tool", "upgrade"), List.of("csv"));
    assertNothingRuns();
    go();
    assertThat(process.waitFor()).isEqualTo(127);
  }

  @Test
  void whoeverAwaitsAToolThatEndsWellIsToldAtOnce() throws Exception {
    requirePython();
    start(PYTHON_TOOL.replace("sys.exit(7)", "import time; time.sleep(0.3)"), List.of("csv"));
    Awaitility.await().until(() -> Files.exists(directory.resolve("alive")));
    Process awaiting = awaiting();
    go();
    assertThat(awaiting.waitFor()).isZero();
    assertThat(output()).as("it is over").contains("upgrading");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void whoeverAwaitsAToolThatFailsIsNotToldThatItIsDone() throws Exception {
    requirePython();
    start(PYTHON_TOOL, List.of("csv"));
    Awaitility.await().until(() -> Files.exists(directory.resolve("alive")));
    Process awaiting = awaiting();
    go();
    assertThat(awaiting.waitFor()).isNotZero();
    assertThat(process.waitFor()).isEqualTo(7);
  }

  /** Where there is nothing to read the kubelet alone tells. */
  @Test
  void withoutAPipeNobodyIsTold() throws Exception {
    assertThat(awaiting().waitFor()).isNotZero();
  }

  private Process awaiting() throws Exception {
    List<String> command = new ArrayList<>(MaintenancePodTemplate.AWAIT_DONE);
    command.set(command.size() - 1, directory.toString());
    return new ProcessBuilder(command).start();
  }

  private void start(String tool, List<String> imports) throws Exception {
    Path file = Files.writeString(directory.resolve("tool"), tool);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    process = launch(List.of(file.toString(), "db", "upgrade", "r 5"), imports);
  }

  private Process launch(List<String> tool, List<String> imports) throws Exception {
    return new ProcessBuilder(MaintenancePodTemplate.waiting(directory.toString(), tool, imports))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  private void assertNothingRuns() throws Exception {
    assertThat(process.waitFor(Duration.ofMillis(400).toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    assertThat(output()).doesNotContain("upgrading");
  }

  private void go() throws Exception {
    Files.createFile(directory.resolve("go"));
  }

  private String output() throws Exception {
    return Files.readString(directory.resolve("output"));
  }

  private static void requirePython() throws Exception {
    try {
      new ProcessBuilder("python3", "--version").start().waitFor();
    } catch (java.io.IOException e) {
      Required.skipOrFail("no python3");
    }
  }
}
