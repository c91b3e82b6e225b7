package dev.drydock.workflows;

import java.util.List;

/**
 * The state at the take-down, kept for the way back.
 *
 * @param method {@code copy} (a database on the same server) or {@code dump} (a directory)
 * @param location name of the copy, or path of the dump
 * @param fingerprint of the database at that moment; null where it is read from the copy later
 * @param ended the sessions that the fence ended, one line each
 */
public record Seal(String method, String location, Fingerprint fingerprint, List<String> ended) {
  public Seal {
    ended = ended == null ? List.of() : List.copyOf(ended);
  }

  public Seal(String method, String location, Fingerprint fingerprint) {
    this(method, location, fingerprint, List.of());
  }
}
