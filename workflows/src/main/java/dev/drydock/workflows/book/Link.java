package dev.drydock.workflows.book;

import dev.drydock.workflows.Digest;

/**
 * An event as its hash is made of it, letter by letter: the hash is {@code sha256:} and SHA-256
 * over {@code previous}, {@code run}, {@code at}, {@code kind}, {@code key} and {@code data},
 * joined by newlines. So a chain can be checked without the ledger.
 *
 * @param at in ISO 8601, UTC
 * @param key what tells the fact from others of its kind in the run
 * @param data as PostgreSQL writes {@code jsonb}
 * @param previous hash of the run's event before it; empty for the first
 */
public record Link(
    long seq,
    String run,
    String at,
    String kind,
    String key,
    String data,
    String previous,
    String hash) {

  /** The hash that belongs to such an event. */
  public static String hash(
      String previous, String run, String at, String kind, String key, String data) {
    return Digest.of(String.join("\n", previous, run, at, kind, key, data));
  }

  /** True where it is the event after the one with that hash, and is unchanged. */
  public boolean follows(String before) {
    return previous.equals(before) && hash.equals(hash(before, run, at, kind, key, data));
  }
}
