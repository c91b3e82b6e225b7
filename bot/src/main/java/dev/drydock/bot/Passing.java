package dev.drydock.bot;

import dev.drydock.bot.cli.Unreachable;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** Tells what passes by itself, a server that is away, from what a person has to mend. */
final class Passing {
  private Passing() {}

  /**
   * @return in one line what is away; empty for a mistake that waiting does not mend
   */
  static Optional<String> why(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException temporal) {
        return temporal.getStatus().getCode() == Status.Code.NOT_FOUND
            ? Optional.empty()
            : Optional.of("Temporal does not answer: " + words(temporal.getStatus()));
      }
      if (cause instanceof Unreachable) {
        return Optional.of(line(cause));
      }
    }
    return Optional.empty();
  }

  /** True when Temporal has no such namespace. */
  static boolean isNotFound(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException temporal) {
        return temporal.getStatus().getCode() == Status.Code.NOT_FOUND;
      }
    }
    return false;
  }

  static String words(Status status) {
    String description = status.getDescription();
    return status.getCode() + (description == null ? "" : " (" + oneLine(description) + ")");
  }

  private static String line(Throwable cause) {
    return cause.getMessage() == null
        ? cause.getClass().getSimpleName()
        : oneLine(cause.getMessage());
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
