package dev.drydock.workflows;

/**
 * One pending change of the schema.
 *
 * @param id the schema tool's own id of it
 * @param description one line, or empty
 */
public record Change(String id, String description) {}
