package dev.drydock.sandbox.kill;

import dev.drydock.workflows.Outcome;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One case: who is killed, and when.
 *
 * @param isAfter false: before the deed does anything; true: when it has returned, before anybody
 *     has been told
 */
record Cell(Row row, Victim victim, boolean isAfter) {
  static List<Cell> all() {
    return Stream.of(Row.values())
        .flatMap(
            row ->
                Stream.of(Victim.values())
                    .flatMap(
                        victim ->
                            Stream.of(new Cell(row, victim, false), new Cell(row, victim, true))))
        .toList();
  }

  /** Its place among all, from 0. */
  int index() {
    return (row.ordinal() * Victim.values().length + victim.ordinal()) * 2 + (isAfter ? 1 : 0);
  }

  /** Why there is no such case; empty where there is one. */
  String none() {
    if (victim != Victim.MAINTENANCE_POD) {
      return "";
    }
    return switch (row) {
      case PLAN, BACKUP, GATE -> "the pod is not there yet";
      case MAINTENANCE_POD -> isAfter ? "" : "the pod is not there yet";
      case REPORT, RESTORE -> isAfter ? "the pod is removed" : "";
      case BRING_UP_OLD -> "the pod is removed";
      default -> "";
    };
  }

  /** How the run may end. */
  Set<Outcome> outcomes() {
    if (row.isWayBack) {
      return EnumSet.of(Outcome.ROLLED_BACK);
    }
    return switch (victim) {
      case POSTGRES -> ofDatabase();
      case MAINTENANCE_POD -> ofPod();
      default -> EnumSet.of(Outcome.UPGRADED);
    };
  }

  /** The plan refuses at once what it cannot ask; the tool ends when its session does. */
  private Set<Outcome> ofDatabase() {
    return switch (row) {
      case PLAN -> EnumSet.of(Outcome.UPGRADED, Outcome.REFUSED);
      case UPGRADE -> EnumSet.of(Outcome.UPGRADED, Outcome.ROLLED_BACK);
      default -> EnumSet.of(Outcome.UPGRADED);
    };
  }

  /** Until the tool has ended there is no upgrade without its pod. */
  private Set<Outcome> ofPod() {
    return switch (row) {
      case MAINTENANCE_POD, TAKE_DOWN, SEAL -> EnumSet.of(Outcome.ROLLED_BACK);
      case UPGRADE -> EnumSet.of(isAfter ? Outcome.UPGRADED : Outcome.ROLLED_BACK);
      default -> EnumSet.of(Outcome.UPGRADED);
    };
  }

  /** As in the table: {@code seal, bot, after}. */
  String words() {
    return row.words + ", " + victim.words + ", " + when();
  }

  String when() {
    return isAfter ? "after" : "before";
  }

  /** Of its application and its file: {@code kill-037}. */
  String name() {
    return "kill-%03d".formatted(index());
  }
}
