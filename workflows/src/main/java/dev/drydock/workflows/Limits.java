package dev.drydock.workflows;

import java.time.Duration;

/**
 * How long each step may take at most, retries included. A step that runs out of it fails and the
 * run is rolled back.
 *
 * @param backup the durable backup, taken while the application serves
 * @param maintenancePod until the maintenance pod waits, its image pulled
 * @param takeDown until the last old process has ended
 * @param seal the in-server copy or second dump
 * @param upgrade the schema tool's run
 * @param bringUp until the roll-out is complete; also for the way back
 */
public record Limits(
    Duration backup,
    Duration maintenancePod,
    Duration takeDown,
    Duration seal,
    Duration upgrade,
    Duration bringUp) {

  public static final Limits DEFAULT =
      new Limits(
          Duration.ofHours(4),
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofMinutes(15));

  /** How long a step is tried. */
  public Duration of(Step step) {
    return switch (step) {
      case BACKUP -> backup;
      case TAKE_DOWN -> takeDown;
      case SEAL, VERIFY -> seal;
      case UPGRADE -> upgrade;
      case BRING_UP -> bringUp;
      case PLAN, MAINTENANCE_POD, REPORT -> maintenancePod;
    };
  }
}
