package dev.drydock.workflows.book;

import dev.drydock.workflows.Artifact;

/**
 * Data of {@link Event.Kind#KEPT}.
 *
 * @param name by which the run's newest one is found: {@code manifest}, {@code upgrade-log}
 */
public record Named(String name, Artifact artifact) {}
