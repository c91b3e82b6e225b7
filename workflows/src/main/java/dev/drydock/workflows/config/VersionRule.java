package dev.drydock.workflows.config;

import java.util.regex.Pattern;

/**
 * Which versions may be asked for.
 *
 * @param expression a regular expression of {@link Pattern}, which a version has to match as a
 *     whole
 */
public record VersionRule(String expression) {
  /**
   * An expression such as {@code (.*.*)*b} can take years over one tag of 128 letters, and whoever
   * asks chooses the tag. No rule that is meant needs so many looks at so few letters.
   */
  private static final int MOST_LOOKS = 1_000_000;

  /** False also where it cannot be told within {@value #MOST_LOOKS} looks at a letter. */
  public boolean allows(String version) {
    try {
      return Pattern.compile(expression).matcher(new Counted(version)).matches();
    } catch (TooManyLooks endless) {
      return false;
    }
  }

  /** A text that is looked at so often only. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int looks;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++looks > MOST_LOOKS) {
        throw new TooManyLooks();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class TooManyLooks extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
