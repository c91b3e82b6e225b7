package dev.drydock.bot.cli.doctor;

/**
 * One line of {@code doctor}.
 *
 * @param what was looked at
 * @param detail what was found, without secrets
 * @param mend what to do or to copy; empty when nothing is needed
 */
public record Finding(Verdict verdict, String what, String detail, String mend) {

  /** {@code NOTE} is worth reading but does not make doctor fail. */
  public enum Verdict {
    OK,
    NOTE,
    WRONG
  }

  public static Finding ok(String what, String detail) {
    return new Finding(Verdict.OK, what, detail, "");
  }

  public static Finding note(String what, String detail, String mend) {
    return new Finding(Verdict.NOTE, what, detail, mend);
  }

  public static Finding wrong(String what, String detail, String mend) {
    return new Finding(Verdict.WRONG, what, detail, mend);
  }
}
