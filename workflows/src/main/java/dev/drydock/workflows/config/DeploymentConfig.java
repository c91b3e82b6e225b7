package dev.drydock.workflows.config;

import dev.drydock.workflows.TakeDownWay;
import java.util.Map;

/**
 * The application's Deployment.
 *
 * @param container the container whose image the version stands for; the schema tool runs in a copy
 *     of it
 * @param takeDown what is done to it while the database is migrated
 * @param startEarly true where the new version's pods may start while the upgrade runs, and find
 *     the database fenced until it is over
 */
public record DeploymentConfig(
    String namespace, String name, String container, TakeDownWay takeDown, boolean startEarly) {

  /** One that is deleted and made anew. */
  public DeploymentConfig(String namespace, String name, String container) {
    this(namespace, name, container, TakeDownWay.DELETE, false);
  }

  /** All but the way of its take-down, which stands in the plan itself. */
  public Map<String, String> place() {
    return Map.of("namespace", namespace, "name", name, "container", container);
  }
}
