package dev.drydock.workflows;

/** Where a person spoke from. */
public enum Source {
  SLACK,
  CLI
}
