package dev.drydock.bot.cli.doctor;

import java.util.List;

/** Looks at one thing; changes nothing. */
public interface Check {
  /** What is looked at: {@code temporal}, {@code database of keeper}. */
  String name();

  /**
   * May take seconds. Whatever it throws is reported as wrong, with the message of the exception.
   */
  List<Finding> look();

  /** A check made of a name and a deed. */
  static Check of(String name, java.util.function.Supplier<List<Finding>> look) {
    return new Check() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<Finding> look() {
        return look.get();
      }
    };
  }
}
