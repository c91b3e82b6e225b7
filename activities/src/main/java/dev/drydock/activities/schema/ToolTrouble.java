package dev.drydock.activities.schema;

/** A schema tool or its version table says something that no plan can be made of. */
public final class ToolTrouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** {@code message} says what is wrong, where, and what would be right. */
  public ToolTrouble(String message) {
    super(message);
  }
}
