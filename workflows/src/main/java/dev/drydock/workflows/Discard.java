package dev.drydock.workflows;

import java.util.List;

/**
 * What a restore would discard: all that was written since the fingerprint after the upgrade.
 *
 * @param digest of the rows themselves; a person agrees to lose exactly these
 * @param tables one line each: {@code public.build: 3 rows added, 1 changed}
 * @param location where those rows are kept, for people to read
 */
public record Discard(String digest, List<String> tables, String location) {
  /** What people type to agree: {@code 7F3A-K2Q9}. */
  public String code() {
    return Digest.code(digest);
  }
}
