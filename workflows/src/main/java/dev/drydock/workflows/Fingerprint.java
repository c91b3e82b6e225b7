package dev.drydock.workflows;

/**
 * What a database held at one moment: row count and content sum of each table, sequences, version
 * table.
 *
 * @param digest of all of it; equal digests mean equal content
 * @param tables how many tables were read
 * @param rows how many rows they held
 * @param detail the figures by table, in the ledger
 */
public record Fingerprint(String digest, int tables, long rows, Artifact detail) {}
