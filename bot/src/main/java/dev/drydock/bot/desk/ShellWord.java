package dev.drydock.bot.desk;

/** A name in a command that somebody copies into a shell. */
public final class ShellWord {
  private ShellWord() {}

  /** As it is, where a shell leaves it alone; otherwise between quotes. */
  public static String of(String name) {
    return name.matches("[\\w.-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
  }
}
