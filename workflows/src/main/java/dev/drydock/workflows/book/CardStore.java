package dev.drydock.workflows.book;

import java.util.Optional;

/** Where each run's card is, so that a bot that starts anew goes on with the same message. */
public interface CardStore {
  /** Marks that a card is about to be posted; false when somebody marked it before. */
  boolean claim(String run, String channel);

  /** Remembers the message that was posted. */
  void posted(String run, String channel, String ts);

  /** Remembers up to which event of the run its thread has been told. */
  void told(String run, long seq);

  Optional<Card> find(String run);

  /**
   * @param ts Slack's id of the message, or null while it is being posted
   * @param toldSeq newest event that the thread has
   */
  record Card(String run, String channel, String ts, long toldSeq) {}
}
