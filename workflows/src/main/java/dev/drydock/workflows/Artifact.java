package dev.drydock.workflows;

/**
 * Something too big for a workflow history, kept in the ledger.
 *
 * @param digest {@code sha256:...} of its bytes; the key to fetch it by
 * @param sizeBytes of the content
 * @param kind what it is: {@code sql}, {@code log}, {@code manifest}, {@code fingerprint}
 */
public record Artifact(String digest, long sizeBytes, String kind) {}
