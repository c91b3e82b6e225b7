package dev.drydock.workflows.book;

import dev.drydock.workflows.MigrationRequest;

/** Data of {@link Event.Kind#OPENED}. */
public record Opened(MigrationRequest request, String workflowId, String execution) {}
