package dev.drydock.sandbox.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine without the right Python says; none of this needs the network, or Python. */
class PythonEnvironmentTest {
  @TempDir Path dir;

  @Test
  void saysThatPythonIsMissing() throws Exception {
    assertReason(dir.resolve("no-python").toString(), "Python 3.9 or newer is needed", "no-python");
  }

  @Test
  void saysThatPythonIsTooOld() throws Exception {
    assertReason(program("echo 3.6.15 /opt/python; exit 1"), "3.9 or newer", "3.6.15");
  }

  @Test
  void saysWhyTheEnvironmentCannotBeMade() throws Exception {
    String debian =
        "case \"$2\" in venv) echo ensurepip is not available; exit 1;; esac; echo 3.11";
    assertReason(program(debian), "virtual environment", "ensurepip is not available");
  }

  @Test
  void makesAWholeEnvironmentOnceAndAHalfOneAgain() throws Exception {
    // Stands in for both python and pip: makes bin/python, then counts installations.
    String fake =
        """
        case "$2" in
          venv) mkdir -p "$3/bin"; cp "$0" "$3/bin/python";;
          pip) echo installed >> "%s";;
          *) echo 3.11;;
        esac"""
            .formatted(dir.resolve("count"));
    PythonEnvironment environments = new PythonEnvironment(dir.resolve("cache"), program(fake));
    Path requirements = Files.writeString(dir.resolve("requirements.txt"), "a==1\n");
    Path made = environments.of(requirements);
    assertThat(environments.of(requirements)).isEqualTo(made);
    assertThat(dir.resolve("count")).hasContent("installed");

    Files.delete(made.resolve("complete"));
    assertThat(environments.of(requirements)).isEqualTo(made);
    assertThat(Files.readAllLines(dir.resolve("count"))).hasSize(2);
    Files.writeString(requirements, "a==2\n");
    assertThat(environments.of(requirements)).isNotEqualTo(made);
  }

  private void assertReason(String python, String... parts) throws Exception {
    Path requirements = Files.writeString(dir.resolve("requirements.txt"), "");
    PythonEnvironment environments = new PythonEnvironment(dir.resolve("cache"), python);
    assertThatThrownBy(() -> environments.of(requirements))
        .isInstanceOf(PythonEnvironment.Unavailable.class)
        .hasMessageContainingAll(parts);
  }

  private String program(String script) throws Exception {
    Path program = Files.writeString(dir.resolve("python"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program.toString();
  }
}
