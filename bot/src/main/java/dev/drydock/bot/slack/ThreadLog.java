package dev.drydock.bot.slack;

import com.slack.api.methods.MethodsClient;
import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.RunView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a run's thread what happened since it was last told. What comes close together comes as one
 * reply; a failure comes alone and in the channel too. A reply that was begun and never confirmed
 * is looked for in the thread before it is sent again. One thread, and only on this bot's turn.
 */
final class ThreadLog {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadLog.class);
  private static final int PER_MINUTE = 40;
  private static final int MOST_TEXT = 3500;
  private static final int MOST_LINES = 25;
  private final MethodsClient client;
  private final Turns turns;
  private final Names names;
  private final LogFile logs;
  private final Duration interval;
  private final Calls replies = new Calls("chat.postMessage", PER_MINUTE);
  private long notBefore = System.nanoTime();

  /**
   * @param client that sends nothing twice
   */
  ThreadLog(MethodsClient client, Turns turns, Names names, LogFile logs, Duration interval) {
    this.client = client;
    this.turns = turns;
    this.names = names;
    this.logs = logs;
    this.interval = interval;
  }

  /**
   * @param events of the run, up to what its card shows
   * @throws Later with some of it told; the rest is told the next time
   * @throws Denied the same, where somebody has to let the bot in
   */
  void tell(RunView view, CardStore.Card place, List<Event> events) {
    Told there = place.isTellingUnsure() ? Told.read(client, place) : Told.NOTHING;
    Telling telling = new Telling(view, place, there);
    List<Note> notes = new Notes(view, names).after(events, place.toldSeq());
    List<Note> batch = new ArrayList<>();
    for (Note note : notes) {
      boolean alone = note.loud() || note.log() != null || note.seq() == there.seq();
      if (alone || isFull(batch, note)) {
        telling.send(batch);
      }
      batch.add(note);
      if (alone) {
        telling.send(batch);
      }
    }
    telling.send(batch);
  }

  private static boolean isFull(List<Note> batch, Note next) {
    int letters = batch.stream().mapToInt(note -> note.text().length() + 1).sum();
    return batch.size() >= MOST_LINES || letters + next.text().length() > MOST_TEXT;
  }

  /** One telling of one thread. */
  private final class Telling {
    private final RunView view;
    private final CardStore.Card place;
    private final Told there;
    private long told;

    Telling(RunView view, CardStore.Card place, Told there) {
      this.view = view;
      this.place = place;
      this.there = there;
      this.told = place.toldSeq();
    }

    private void send(List<Note> batch) {
      if (batch.isEmpty()) {
        return;
      }
      Note last = batch.get(batch.size() - 1);
      String text =
          batch.stream()
              .map(Note::text)
              .filter(line -> !line.isEmpty())
              .reduce("", ThreadLog::joined);
      if (!text.isEmpty() && last.seq() > there.seq()) {
        post(text, last);
      }
      if (last.log() != null && !there.files().contains(LogFile.name(view, last))) {
        turns.stillMine(view.run());
        logs.attach(view, place, last);
      }
      turns.told(view.run(), told, last.seq());
      told = last.seq();
      batch.clear();
    }

    private void post(String text, Note last) {
      long wait = notBefore - System.nanoTime();
      if (wait > 0) {
        throw new Later(Duration.ofNanos(wait), "replied a moment ago");
      }
      turns.telling(view.run(), told, last.seq());
      try {
        replies.send(
            () ->
                client.chatPostMessage(
                    r ->
                        r.channel(place.channel())
                            .threadTs(place.ts())
                            .replyBroadcast(last.loud())
                            .text(text)
                            .metadata(Told.metadata(view.run(), last.seq()))
                            .unfurlLinks(false)
                            .unfurlMedia(false)));
      } catch (Denied denied) {
        if (denied.next() == Denied.Next.TRY_LATER) {
          throw denied;
        }
        LOG.warn("the thread of {} does not take a reply: {}", place.run(), denied.getMessage());
      }
      notBefore = System.nanoTime() + interval.toNanos();
    }
  }

  private static String joined(String before, String line) {
    return before.isEmpty() ? line : before + "\n" + line;
  }
}
