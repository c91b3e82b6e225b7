package dev.drydock.workflows;

/**
 * The state at the take-down, kept for the way back.
 *
 * @param method {@code copy} (a database on the same server) or {@code dump} (a directory)
 * @param location name of the copy, or path of the dump
 * @param fingerprint of the database at that moment
 */
public record Seal(String method, String location, Fingerprint fingerprint) {}
