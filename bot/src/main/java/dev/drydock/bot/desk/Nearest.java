package dev.drydock.bot.desk;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that somebody most likely meant. It is only ever proposed, never run. */
public final class Nearest {
  private Nearest() {}

  /** The nearest of {@code known}, if it is near enough: an edit for each three letters. */
  public static Optional<String> to(String typed, Collection<String> known) {
    String word = typed.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(
            candidate ->
                distance(word, candidate.toLowerCase(Locale.ROOT)) <= 1 + candidate.length() / 3)
        .min(
            Comparator.comparingInt(
                candidate -> distance(word, candidate.toLowerCase(Locale.ROOT))));
  }

  /** Levenshtein's distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
