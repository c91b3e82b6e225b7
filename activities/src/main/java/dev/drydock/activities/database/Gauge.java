package dev.drydock.activities.database;

/** Is told how far something is, about every second. */
@FunctionalInterface
public interface Gauge {
  /** For what nobody waits for. */
  Gauge NONE = (what, doneBytes, ofBytes) -> {};

  /**
   * @param what {@code dumped}
   * @param ofBytes how much it will be, as far as that is known; 0 where it is not
   */
  void at(String what, long doneBytes, long ofBytes);
}
