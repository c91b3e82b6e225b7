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
 */
public record MaintenanceConfig(
    List<String> sidecars, Map<String, Map<String, String>> resources) {}
