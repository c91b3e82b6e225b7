package dev.drydock.bot.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the command line reads and writes.
 *
 * @param answers true when a person can be asked
 * @param draws true when lines can be drawn over
 * @param login name on the operating system; {@code ?} where it has none, as in a pod
 */
public record Terminal(
    PrintWriter out,
    PrintWriter err,
    BufferedReader in,
    boolean answers,
    boolean draws,
    Map<String, String> environment,
    String login) {

  /** Who types, where the operating system does not tell, as in a pod. */
  static final String LOGIN = "DRYDOCK_LOGIN";

  /** Set by the start script, which can ask the shell: any of {@code in,out}. */
  private static final String PROPERTY = "drydock.terminal";

  /** The one this process was started on. */
  @SuppressWarnings("SystemConsoleNull") // the script tells more; this is the fallback
  public static Terminal ofProcess() {
    String told = System.getProperty(PROPERTY);
    Console console = System.console();
    boolean both = console != null && told == null;
    return new Terminal(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        both || (told != null && told.contains("in")),
        both || (told != null && told.contains("out")),
        System.getenv(),
        System.getProperty("user.name"));
  }

  /**
   * Who types: the login, or {@code DRYDOCK_LOGIN} where there is none; empty where neither tells.
   *
   * @param forAnother true where one may speak for somebody else; then {@code DRYDOCK_LOGIN} counts
   *     first
   */
  Optional<String> typist(boolean forAnother) {
    String told = environment.getOrDefault(LOGIN, "");
    return (forAnother ? Stream.of(told, login) : Stream.of(login, told))
        .map(String::strip)
        .filter(name -> !name.isEmpty() && !name.equals("?"))
        .findFirst();
  }

  /** Colors are for people who did not ask to be spared them. */
  boolean colors() {
    return draws
        && !environment.containsKey("NO_COLOR")
        && !"dumb".equals(environment.getOrDefault("TERM", ""));
  }

  /** What a person types; null at the end of input. */
  String ask(String question) {
    out.print(question);
    out.flush();
    try {
      return in.readLine();
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
