package dev.drydock.sandbox.cluster;

/** A container cannot be made because something it refers to is not there. */
final class ConfigException extends Exception {
  ConfigException(String message) {
    super(message, null, false, false);
  }
}
