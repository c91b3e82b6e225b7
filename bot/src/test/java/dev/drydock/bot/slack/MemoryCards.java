package dev.drydock.bot.slack;

import dev.drydock.workflows.book.CardStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Where cards are, in memory. */
public final class MemoryCards implements CardStore {
  private record Held(String holder, long until) {}

  private final Map<String, Card> cards = new HashMap<>();
  private final Map<String, Held> held = new HashMap<>();

  /** As if the run's card were that message. */
  public synchronized void moved(String run, String channel, String ts) {
    Card was = cards.get(run);
    cards.put(run, new Card(run, channel, ts, false, was.toldSeq(), was.tellingSeq(), null));
  }

  @Override
  public synchronized Optional<Card> find(String run) {
    return Optional.ofNullable(cards.get(run));
  }

  @Override
  public synchronized Optional<Card> hold(String run, String channel, Lease lease) {
    Held now = held.get(run);
    boolean others = now != null && !now.holder().equals(lease.holder());
    if (others && now.until() - System.nanoTime() > 0) {
      return Optional.empty();
    }
    cards.putIfAbsent(run, new Card(run, channel, null, false, 0, 0, null));
    keep(run, lease);
    return find(run);
  }

  @Override
  public synchronized boolean renew(String run, Lease lease) {
    return change(run, lease, card -> true, card -> card);
  }

  @Override
  public synchronized boolean posting(String run, Lease lease, boolean begun) {
    return change(
        run,
        lease,
        c -> c.ts() == null,
        c -> new Card(run, c.channel(), null, begun, c.toldSeq(), c.tellingSeq(), c.look()));
  }

  @Override
  public synchronized boolean posted(
      String run, Lease lease, String channel, String ts, String look) {
    return change(
        run,
        lease,
        c -> c.ts() == null,
        c -> new Card(run, channel, ts, false, c.toldSeq(), c.tellingSeq(), look));
  }

  @Override
  public synchronized boolean drawn(String run, Lease lease, String look) {
    return change(
        run,
        lease,
        c -> true,
        c -> new Card(run, c.channel(), c.ts(), false, c.toldSeq(), c.tellingSeq(), look));
  }

  @Override
  public synchronized boolean telling(String run, Lease lease, long told, long upTo) {
    return change(
        run,
        lease,
        c -> c.toldSeq() == told,
        c -> new Card(run, c.channel(), c.ts(), false, told, upTo, c.look()));
  }

  @Override
  public synchronized boolean told(String run, Lease lease, long told, long upTo) {
    return change(
        run,
        lease,
        c -> c.toldSeq() == told,
        c -> new Card(run, c.channel(), c.ts(), false, upTo, c.tellingSeq(), c.look()));
  }

  @Override
  public synchronized void release(Lease lease) {
    held.values().removeIf(now -> now.holder().equals(lease.holder()));
  }

  private boolean change(String run, Lease lease, Predicate<Card> only, UnaryOperator<Card> to) {
    Held now = held.get(run);
    if (now == null || !now.holder().equals(lease.holder()) || !only.test(cards.get(run))) {
      return false;
    }
    cards.put(run, to.apply(cards.get(run)));
    keep(run, lease);
    return true;
  }

  private void keep(String run, Lease lease) {
    held.put(run, new Held(lease.holder(), System.nanoTime() + lease.length().toNanos()));
  }
}
