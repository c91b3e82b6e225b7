package dev.drydock.bot.slack;

import dev.drydock.workflows.book.RunView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What became known while the run went, and stays of interest: how old the backup is, and whom the
 * fence ended.
 */
final class CardFacts {
  private static final int MOST_LETTERS = 500;
  private static final int MOST_SESSIONS = 3;

  private CardFacts() {}

  /** Empty while nothing of it is known. */
  static List<String> lines(RunView view) {
    List<String> lines = new ArrayList<>();
    if (view.backup() != null) {
      view.writtenAfterBackup().ifPresent(written -> lines.add(backup(view, written)));
    }
    if (!view.ended().isEmpty()) {
      lines.add("*Ended by the fence:* " + ended(view));
    }
    return lines;
  }

  private static String ended(RunView view) {
    return view.endedByFence(MOST_SESSIONS).stream()
        .map(session -> Words.said(session, 160))
        .collect(Collectors.joining("; "));
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
