package dev.drydock.sandbox.bot;

import dev.drydock.workflows.book.CardStore;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One bot's way to the cards, which can be cut, so that nothing it does later is remembered; and
 * can be made to die, or to sleep, at a chosen call.
 */
final class MortalCards implements CardStore {
  private final CardStore store;
  private volatile boolean dead;
  private volatile Predicate<String> fate = call -> false;
  private volatile boolean sleeping;
  private volatile String slow = "";
  private volatile long slowMillis;

  MortalCards(CardStore store) {
    this.store = store;
  }

  /** From now on nothing gets through. */
  void die() {
    dead = true;
  }

  boolean isDead() {
    return dead;
  }

  /** Dies instead of making the first call that fits; by its name. */
  void dieAt(Predicate<String> call) {
    fate = call;
  }

  /** The next call of that name returns that much later. */
  void sleepAfter(String call, long millis) {
    slowMillis = millis;
    slow = call;
  }

  boolean isSleeping() {
    return sleeping;
  }

  private void enter(String call) {
    if (!dead && fate.test(call)) {
      dead = true;
    }
    if (dead) {
      throw new IllegalStateException("this bot is dead");
    }
  }

  private <T> T left(String call, T result) {
    if (slow.equals(call)) {
      slow = "";
      sleeping = true;
      try {
        Thread.sleep(slowMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    sleeping = false;
    return result;
  }

  @Override
  public Optional<Card> find(String run) {
    enter("find");
    return store.find(run);
  }

  @Override
  public Optional<Card> hold(String run, String channel, Lease lease) {
    enter("hold");
    return left("hold", store.hold(run, channel, lease));
  }

  @Override
  public boolean renew(String run, Lease lease) {
    enter("renew");
    return left("renew", store.renew(run, lease));
  }

  @Override
  public boolean posting(String run, Lease lease, boolean begun) {
    enter("posting");
    return left("posting", store.posting(run, lease, begun));
  }

  @Override
  public boolean posted(String run, Lease lease, String channel, String ts, String look) {
    enter("posted");
    return left("posted", store.posted(run, lease, channel, ts, look));
  }

  @Override
  public boolean drawn(String run, Lease lease, String look) {
    enter("drawn");
    return left("drawn", store.drawn(run, lease, look));
  }

  @Override
  public boolean telling(String run, Lease lease, long told, long upTo) {
    enter("telling");
    return left("telling", store.telling(run, lease, told, upTo));
  }

  @Override
  public boolean told(String run, Lease lease, long told, long upTo) {
    enter("told");
    return left("told", store.told(run, lease, told, upTo));
  }

  @Override
  public void release(Lease lease) {
    enter("release");
    store.release(lease);
  }
}
