package dev.drydock.workflows;

/**
 * How everything would be put back.
 *
 * @param durable how the durable backup is taken: {@code pg_dump}; null when there is none
 * @param durableAbsent why there is no durable backup, or null
 * @param seal how the state at the take-down is kept: {@link #COPY} (in-server) or {@code dump}
 */
public record WayBack(String durable, String durableAbsent, String seal) {
  /** It stays on the database's own server. */
  public static final String COPY = "copy";

  public boolean sealsOnServer() {
    return COPY.equals(seal);
  }
}
