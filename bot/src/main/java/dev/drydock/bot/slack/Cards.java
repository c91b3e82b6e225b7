package dev.drydock.bot.slack;

import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each run's message and thread as the ledger is. One thread looks for changes, one writes.
 * What is written is read from the ledger at that moment, so the newest state wins however long
 * Slack was away. A run counts as finished with when its last card was drawn and its last event
 * told, which the ledger remembers: a bot that starts anew goes on from there.
 *
 * <p>Any number of bots do this at once. Each looks by itself; who finds something to write takes
 * the card's lease ({@link Turns}), and the others look again until it is written.
 */
final class Cards implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cards.class);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);
  private static final Duration STILL_NEWS = Duration.ofHours(24);
  private static final Duration UNTIL_LET_IN = Duration.ofSeconds(30);
  private static final int RECENT = 50;

  /** No run's: of the ledger itself. */
  private static final String LEDGER = "";

  /**
   * @param poll how often the ledger is asked whether anything changed
   * @param sweep how often all open runs are looked at again: running times grow, and an event that
   *     was committed late is found
   * @param card least time between two writes of one card
   * @param reply least time between two replies
   */
  record Timing(Duration poll, Duration sweep, Duration card, Duration reply) {
    static final Timing USUAL =
        new Timing(
            Duration.ofMillis(300),
            Duration.ofSeconds(15),
            CardWriter.INTERVAL,
            Duration.ofMillis(1100));
  }

  private final RunBook book;
  private final CardView cardView;
  private final CardStore store;
  private final Turns turns;
  private final Channels channels;
  private final CardPoster poster;
  private final CardWriter writer;
  private final ThreadLog thread;
  private final Timing timing;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Threads.named("slack-watch"));
  private final ScheduledThreadPoolExecutor write =
      new ScheduledThreadPoolExecutor(1, Threads.named("slack-cards"));
  private final Map<String, Long> due = new HashMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Map<String, String> troubles = new ConcurrentHashMap<>();

  /** Runs long over whose channel did not let the bot in. */
  private final Set<String> givenUp = new HashSet<>();

  /** Runs that only a newer version can draw. */
  private final Set<String> unread = new HashSet<>();

  private long seenSeq;
  private long sweptAt;
  private boolean started;

  Cards(
      RunBook book,
      CardStore store,
      Turns turns,
      Channels channels,
      CardView cardView,
      CardPoster poster,
      CardWriter writer,
      ThreadLog thread,
      Timing timing) {
    this.book = book;
    this.store = store;
    this.turns = turns;
    this.channels = channels;
    this.cardView = cardView;
    this.poster = poster;
    this.writer = writer;
    this.thread = thread;
    this.timing = timing;
    write.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  void start() {
    watch.scheduleWithFixedDelay(this::look, 0, timing.poll().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What keeps cards from being drawn; empty when nothing does. */
  String trouble() {
    return troubles.values().stream().findFirst().orElse("");
  }

  /**
   * Lets what is being written end, and others go on at once. Where it does not end, the leases run
   * out by themselves: what was sent may still arrive.
   */
  @Override
  public void close() {
    watch.shutdownNow();
    write.shutdown();
    try {
      if (write.awaitTermination(SlackEdge.LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS)) {
        turns.release();
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.info("the cards' leases run out by themselves: {}", e.toString());
    }
    kill();
  }

  /** Ends as if the process had died: nothing is given back. */
  void kill() {
    watch.shutdownNow();
    write.shutdownNow();
    try {
      watch.awaitTermination(5, TimeUnit.SECONDS);
      write.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      long newest = book.newestSeq();
      if (!started) {
        book.recent(RECENT).forEach(run -> touch(run.run(), Duration.ZERO));
        sweep();
        started = true;
      } else if (newest > seenSeq) {
        book.changedSince(seenSeq).forEach(run -> touch(run, Duration.ZERO));
      }
      seenSeq = newest;
      troubles.remove(LEDGER);
      if (System.nanoTime() - sweptAt > timing.sweep().toNanos()) {
        sweep();
      }
    } catch (RuntimeException e) {
      troubles.put(LEDGER, "the ledger cannot be read: " + e.getMessage());
      LOG.warn("the ledger cannot be read, trying again: {}", e.toString());
    } catch (Error e) { // what is thrown on would end the looking for good
      troubles.put(LEDGER, "the ledger cannot be read: " + e);
      LOG.error("the ledger cannot be read, trying again", e);
    }
  }

  private void sweep() {
    book.open().forEach(run -> touch(run.run(), Duration.ZERO));
    book.recent(10).forEach(run -> touch(run.run(), Duration.ZERO));
    sweptAt = System.nanoTime();
  }

  /** Has the run looked at after {@code delay}, unless it is about to be anyway. */
  private synchronized void touch(String run, Duration delay) {
    long at = System.nanoTime() + delay.toNanos();
    Long before = due.get(run);
    if (write.isShutdown() || (before != null && before - at <= 0)) {
      return;
    }
    due.put(run, at);
    write.schedule(
        () -> Work.logged(run, () -> visit(run, at)), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized boolean isDue(String run, long at) {
    return due.remove(run, at);
  }

  private void visit(String run, long at) {
    if (!isDue(run, at)) {
      return;
    }
    try {
      book.find(run).ifPresent(this::bringOrGiveUp);
      failures.remove(run);
      settled(run);
    } catch (Later later) {
      touch(run, later.after() == null ? backOff(run, later.getMessage()) : later.after());
      if (later.after() != null && later.after().compareTo(LONGEST_BACK_OFF.dividedBy(4)) > 0) {
        troubled(run, later.getMessage());
      }
    } catch (RuntimeException | Error e) { // nobody else would tell of it
      LOG.error("the card of {} could not be drawn, trying again", run, e);
      touch(run, backOff(run, "the card of " + run + " could not be drawn: " + e));
    }
  }

  private Duration backOff(String run, String why) {
    int tries = failures.merge(run, 1, Integer::sum);
    Duration wait = Duration.ofMillis(500L << Math.min(tries, 10));
    troubles.put(run, why);
    if (Integer.bitCount(tries) == 1) {
      LOG.warn("Slack does not take the card of {} (try {}): {}", run, tries, why);
    }
    return wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
  }

  private void settled(String run) {
    String left = writer.trouble(run);
    if (left.isEmpty()) {
      troubles.remove(run);
    } else {
      troubles.put(run, left);
    }
  }

  private void troubled(String run, String why) {
    if (!why.equals(troubles.put(run, why))) {
      LOG.warn("the card of {} waits: {}", run, why);
    }
  }

  /** A channel may let the bot in again; for a run that is long over nobody waits for that. */
  private void bringOrGiveUp(RunView view) {
    try {
      bring(view);
    } catch (Denied denied) {
      if (!view.isClosed() || isNews(view)) {
        throw new Later(UNTIL_LET_IN, "the card of " + view.run() + ": " + denied.getMessage());
      }
      LOG.warn("the card of {} is left as it is: {}", view.run(), denied.getMessage());
      givenUp.add(view.run());
    }
  }

  private void bring(RunView view) {
    if (!view.isRead()) {
      // half a card with buttons is worse than the newer bot's, or than none
      if (unread.add(view.run())) {
        LOG.warn("no card of {}: it {} ({})", view.run(), RunView.UNREADABLE, view.unread());
      }
      return;
    }
    Optional<CardStore.Card> known = store.find(view.run());
    if (isDoneWith(view, known) || givenUp.contains(view.run())) {
      writer.forget(view.run());
      return;
    }
    Card card = cardView.draw(view, Instant.now());
    if (known.filter(place -> isAsItShould(place, view, card)).isPresent()) {
      return;
    }
    CardStore.Card place = turns.take(view.run(), channel(view, known));
    if (place.ts() == null) {
      poster.post(place, view, card);
      writer.written(view.run());
      place = turns.take(view.run(), place.channel());
    }
    writer.write(place, card);
    if (place.toldSeq() < view.seq()) {
      thread.tell(view, place, upTo(view));
    }
  }

  private String channel(RunView view, Optional<CardStore.Card> known) {
    String channel = known.map(CardStore.Card::channel).orElseGet(() -> channels.of(view));
    if (channel == null) {
      throw new Later(Duration.ofMinutes(5), "no channel is configured for " + view.app());
    }
    return channel;
  }

  private static boolean isAsItShould(CardStore.Card place, RunView view, Card card) {
    return place.ts() != null && place.toldSeq() >= view.seq() && card.look().equals(place.look());
  }

  private List<Event> upTo(RunView view) {
    return book.shown(view.run()).stream().filter(event -> event.seq() <= view.seq()).toList();
  }

  private static boolean isDoneWith(RunView view, Optional<CardStore.Card> known) {
    if (!view.isClosed()) {
      return false;
    }
    return known
        .map(card -> card.ts() != null && card.toldSeq() >= view.seq())
        .orElseGet(() -> !isNews(view));
  }

  private static boolean isNews(RunView view) {
    return !view.changedAt().isBefore(Instant.now().minus(STILL_NEWS));
  }
}
