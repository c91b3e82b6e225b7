package dev.drydock.workflows;

import java.util.Locale;

/** Numbers of things in words. */
public final class Counted {
  private Counted() {}

  /** {@code 1 row}, {@code 1,204 rows}. */
  public static String of(long number, String thing) {
    return number(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** {@code 1,204}. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
