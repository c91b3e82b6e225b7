package dev.drydock.sandbox.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;

/** All cases and what came of them, for people: collected over several runs of the test. */
final class MatrixTable {
  private static final String NOT_RUN = "–";

  /** A file for each case that was run. */
  private final Path directory;

  MatrixTable(Path directory) {
    this.directory = directory;
  }

  /**
   * @param came what came of it: {@code UPGRADED}
   */
  void put(Cell cell, String came) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(cell.name() + ".txt"), came);
  }

  void write(Path file) throws IOException {
    StringJoiner text = new StringJoiner("\n", "", "\n");
    StringJoiner head = new StringJoiner(" | ", "| ", " |").add("step");
    StringJoiner line = new StringJoiner(" | ", "| ", " |").add("---");
    for (Victim victim : Victim.values()) {
      head.add(victim.words);
      line.add("---");
    }
    text.add(head.toString()).add(line.toString());
    for (Row row : Row.values()) {
      StringJoiner cells = new StringJoiner(" | ", "| ", " |").add(row.words);
      for (Victim victim : Victim.values()) {
        cells.add(both(new Cell(row, victim, false), new Cell(row, victim, true)));
      }
      text.add(cells.toString());
    }
    Files.writeString(file, text.toString());
  }

  private String both(Cell before, Cell after) throws IOException {
    String first = came(before);
    String second = came(after);
    return first.equals(second) ? first : first + " / " + second;
  }

  private String came(Cell cell) throws IOException {
    if (!cell.none().isEmpty()) {
      return "n/a (" + cell.none() + ")";
    }
    Path file = directory.resolve(cell.name() + ".txt");
    return Files.exists(file) ? Files.readString(file) : NOT_RUN;
  }
}
