package dev.drydock.activities.schema;

/** A schema tool or its version table says something that no plan can be made of. */
public final class ToolTrouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * For an image that is older than the database, or not of its line.
   *
   * @param how it was found, or empty
   */
  public static ToolTrouble notInImage(String revision, String how) {
    return new ToolTrouble(
        "the database is at revision "
            + revision
            + ", which the image does not know"
            + how
            + "; take an image that holds it (is this one older?)");
  }

  /** {@code message} says what is wrong, where, and what would be right. */
  public ToolTrouble(String message) {
    super(message);
  }
}
