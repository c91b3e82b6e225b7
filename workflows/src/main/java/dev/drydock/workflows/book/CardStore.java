package dev.drydock.workflows.book;

import java.time.Duration;
import java.util.Optional;

/**
 * Where each run's card is, and which bot may write it now, so that any number of bots keep one
 * message. A bot takes a lease on a card before it writes and renews it with every write; what it
 * remembers is taken only while nobody else has taken the lease since. Time is the store's own.
 *
 * <p>Each write to Slack is noted before it is sent: where the note stands and the result does not,
 * somebody died in between, and Slack's own history tells what came of it.
 */
public interface CardStore {
  /** What is known of a card; empty where nobody has begun one. */
  Optional<Card> find(String run);

  /**
   * Takes or renews the lease, and makes the card's row where there is none.
   *
   * @param channel for a card that nobody has begun
   * @return the card as it stands; empty while another bot holds it
   */
  Optional<Card> hold(String run, String channel, Lease lease);

  /** Renews; false when another bot has taken the lease since. */
  boolean renew(String run, Lease lease);

  /**
   * Renews, and notes that the message is about to be sent, or that it certainly was not.
   *
   * @return false when another bot has taken the lease, or the message is known
   */
  boolean posting(String run, Lease lease, boolean begun);

  /**
   * Remembers the message.
   *
   * @param look of the card as it was posted; null where that is not known
   * @return false when another bot has taken the lease, or another message is known
   */
  boolean posted(String run, Lease lease, String channel, String ts, String look);

  /** Remembers how the message looks now; false when another bot has taken the lease. */
  boolean drawn(String run, Lease lease, String look);

  /**
   * Renews, and notes that a reply is about to be sent.
   *
   * @param told up to which event the thread has been told
   * @param upTo the reply's last event
   * @return false when another bot has taken the lease, or told something since
   */
  boolean telling(String run, Lease lease, long told, long upTo);

  /** Remembers that a reply was sent, or that there was none to send; as {@link #telling}. */
  boolean told(String run, Lease lease, long told, long upTo);

  /** Gives back all leases of that holder. */
  void release(Lease lease);

  /**
   * @param holder one bot's life, never used twice
   * @param length from the moment it is taken or renewed
   */
  record Lease(String holder, Duration length) {}

  /**
   * @param ts Slack's id of the message, or null while there is none
   * @param posting true from just before the message is sent until its id is known
   * @param toldSeq newest event that the thread has
   * @param tellingSeq newest event of the last reply that was begun
   * @param look digest of the message's last known look, or null
   */
  record Card(
      String run,
      String channel,
      String ts,
      boolean posting,
      long toldSeq,
      long tellingSeq,
      String look) {
    /** True when a reply was begun and nobody knows whether it arrived. */
    public boolean isTellingUnsure() {
      return tellingSeq > toldSeq;
    }
  }
}
