package dev.drydock.bot.slack;

import dev.drydock.workflows.book.CardStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where cards are, in memory. */
public final class MemoryCards implements CardStore {
  private final Map<String, Card> cards = new HashMap<>();

  @Override
  public synchronized boolean claim(String run, String channel) {
    return cards.putIfAbsent(run, new Card(run, channel, null, 0)) == null;
  }

  @Override
  public synchronized void posted(String run, String channel, String ts) {
    cards.put(run, new Card(run, channel, ts, cards.get(run).toldSeq()));
  }

  @Override
  public synchronized void told(String run, long seq) {
    Card card = cards.get(run);
    cards.put(run, new Card(run, card.channel(), card.ts(), seq));
  }

  @Override
  public synchronized Optional<Card> find(String run) {
    return Optional.ofNullable(cards.get(run));
  }
}
