package dev.drydock.bot.slack;

import dev.drydock.workflows.Artifact;

/**
 * One line of a run's thread.
 *
 * @param seq of the event it tells
 * @param text escaped; empty when the event is not told
 * @param loud shown in the channel too
 * @param log to attach, or null
 */
record Note(long seq, String text, boolean loud, Artifact log) {
  static Note of(long seq, String text) {
    return new Note(seq, text, false, null);
  }

  Note with(String more) {
    return new Note(seq, text + more, loud, log);
  }

  static Note loud(long seq, String text, Artifact log) {
    return new Note(seq, text, true, log);
  }
}
