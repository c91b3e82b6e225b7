package dev.drydock.activities.schema;

import java.util.List;

/**
 * What a schema tool answered.
 *
 * @param command as it was called
 */
public record ToolOutput(List<String> command, int exitCode, String stdout, String stderr) {
  public ToolOutput {
    stdout = Colours.without(stdout);
    stderr = Colours.without(stderr);
  }

  public boolean isSuccess() {
    return exitCode == 0;
  }

  /**
   * @throws ToolTrouble with the tool's own complaint, unless it ended with code 0
   */
  public void requireSuccess() {
    if (!isSuccess()) {
      throw new ToolTrouble(ending());
    }
  }

  /** How it ended, for people. */
  public String ending() {
    return "\"" + typed() + "\" ended with code " + exitCode + ": " + complaint();
  }

  public List<String> lines() {
    return stdout.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  public List<String> firstWords() {
    return lines().stream().map(line -> line.split(" ")[0]).toList();
  }

  /** The tool's own complaint in one or two lines, without secrets. */
  public String complaint() {
    return LastWords.of(stdout + "\n" + stderr);
  }

  /** The command as one would type it. */
  public String typed() {
    return String.join(" ", command);
  }
}
