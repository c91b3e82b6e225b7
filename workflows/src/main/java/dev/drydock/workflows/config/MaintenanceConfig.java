package dev.drydock.workflows.config;

import java.util.List;
import java.util.Map;

/**
 * The maintenance pod, where it differs from the app's own.
 *
 * @param sidecars names of containers of the Deployment that the tool needs beside it (a database
 *     proxy); they run in the pod too
 * @param resources requests and limits as in a container's {@code resources}, or empty for the
 *     app's own
 * @param labels more of them, such as a network policy or a cloud's identity asks for
 * @param annotations more of them, such as an injector of secrets asks for
 */
public record MaintenanceConfig(
    List<String> sidecars,
    Map<String, Map<String, String>> resources,
    Map<String, String> labels,
    Map<String, String> annotations) {
  /** Without more labels or annotations. */
  public MaintenanceConfig(List<String> sidecars, Map<String, Map<String, String>> resources) {
    this(sidecars, resources, Map.of(), Map.of());
  }
}
