package dev.drydock.bot.slack;

import dev.drydock.workflows.book.RunView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What became known while the run went, and stays of interest: how old the backup is. */
final class CardFacts {
  private static final int MOST_LETTERS = 500;

  private CardFacts() {}

  /** Empty while nothing of it is known. */
  static List<String> lines(RunView view) {
    List<String> lines = new ArrayList<>();
    if (view.backup() != null) {
      view.writtenAfterBackup().ifPresent(written -> lines.add(backup(view, written)));
    }
    return lines;
  }

  /** {@code 412 MB of 20:41; at least 7 rows of public.build were written after it, ...}. */
  private static String backup(RunView view, String written) {
    Instant since = view.writtenAfter().since();
    return "*Backup:* "
        + Words.size(view.backup().sizeBytes())
        + (since == null ? "" : " of " + Words.at(since))
        + (view.isClosed() ? ", kept; " : "; ")
        + Words.said(written, MOST_LETTERS);
  }
}
