package dev.drydock.bot.desk;

/** A name in a command that somebody copies into a shell. */
public final class ShellWord {
  private ShellWord() {}

  /** Removes what a run kept of an app's database: what follows {@code drydock} in a shell. */
  public static String drop(String app, String name) {
    return "backups " + of(app) + " --drop " + of(name) + " --yes";
  }

  /** As it is, where a shell leaves it alone; otherwise between quotes. */
  public static String of(String name) {
    return name.matches("[\\w.-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
  }
}
