package dev.drydock.sandbox.kill;

import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.StepRef;
import java.lang.reflect.RecordComponent;
import java.util.Optional;

/**
 * One of the two exact moments of a deed: its start is recorded and it has done nothing yet, or it
 * has returned and neither ledger nor Temporal know.
 *
 * @param deed as Temporal calls it
 * @param run its id
 */
record Moment(String deed, String run, boolean undo, boolean isAfter) {
  /**
   * @param first argument of the deed
   * @return empty for what belongs to no step and no decision
   */
  static Optional<Moment> of(String deed, Object first, boolean isAfter) {
    if (first instanceof LedgerActivities.Decided decided) {
      return Optional.of(new Moment(deed, decided.decision().run(), false, isAfter));
    }
    return ref(first).map(ref -> new Moment(deed, ref.run(), ref.undo(), isAfter));
  }

  private static Optional<StepRef> ref(Object first) {
    if (first == null || !first.getClass().isRecord()) {
      return Optional.empty();
    }
    for (RecordComponent component : first.getClass().getRecordComponents()) {
      if (component.getType() == StepRef.class) {
        try {
          return Optional.ofNullable((StepRef) component.getAccessor().invoke(first));
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return Optional.empty();
  }

  /** One line, which {@link #read} takes. */
  String line() {
    return deed + " " + run + " " + undo + " " + isAfter;
  }

  static Moment read(String line) {
    String[] words = line.split(" ");
    return new Moment(
        words[0], words[1], Boolean.parseBoolean(words[2]), Boolean.parseBoolean(words[3]));
  }
}
