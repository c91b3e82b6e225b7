package dev.drydock.activities.schema;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Timestamps of log lines: RFC 3339 with up to nine digits, zeros at the end left out. */
final class LogTime {
  private LogTime() {}

  /** Empty is before everything; what is no timestamp counts as later, so that no line is lost. */
  static int compare(String one, String other) {
    if (other.isEmpty()) {
      return 1;
    }
    try {
      return instant(one).compareTo(instant(other));
    } catch (DateTimeParseException e) {
      return 1;
    }
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
