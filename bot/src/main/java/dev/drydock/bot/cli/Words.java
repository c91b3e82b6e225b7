package dev.drydock.bot.cli;

import dev.drydock.bot.words.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Figures on a terminal. Times are always UTC, and say so. */
final class Words {
  private Words() {}

  static String span(Duration span) {
    return Figures.span(span);
  }

  static String size(long bytes) {
    return Figures.size(bytes);
  }

  static String clock(Instant at) {
    return Figures.clock(at);
  }

  static String day(Instant at) {
    return Figures.utc(at);
  }

  static String count(long number, String thing) {
    return Figures.count(number, thing);
  }

  static String list(List<String> words) {
    return words.isEmpty() ? "nobody" : String.join(", ", words);
  }
}
