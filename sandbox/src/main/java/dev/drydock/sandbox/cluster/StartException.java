package dev.drydock.sandbox.cluster;

/** A program cannot be started; the message is what the container runtime says. */
final class StartException extends Exception {
  StartException(String message) {
    super(message, null, false, false);
  }
}
