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
 * reply; a failure comes alone and in the channel too. One thread.
 */
final class ThreadLog {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadLog.class);
  private static final int PER_MINUTE = 40;
  private static final int MOST_TEXT = 3500;
  private static final int MOST_LINES = 25;
  private final MethodsClient client;
  private final CardStore store;
  private final Names names;
  private final LogFile logs;
  private final Duration interval;
  private final Calls replies = new Calls("chat.postMessage", PER_MINUTE);
  private long notBefore = System.nanoTime();

  ThreadLog(MethodsClient client, CardStore store, Names names, LogFile logs, Duration interval) {
    this.client = client;
    this.store = store;
    this.names = names;
    this.logs = logs;
    this.interval = interval;
  }

  /**
   * @param events of the run, up to what its card shows
   * @throws Later with some of it told; the rest is told the next time
   */
  void tell(RunView view, CardStore.Card place, List<Event> events) {
    List<Note> notes = new Notes(view, names).after(events, place.toldSeq());
    List<Note> batch = new ArrayList<>();
    for (Note note : notes) {
      boolean alone = note.loud() || note.log() != null;
      if (alone || isFull(batch, note)) {
        send(view, place, batch);
      }
      batch.add(note);
      if (alone) {
        send(view, place, batch);
      }
    }
    send(view, place, batch);
  }

  private static boolean isFull(List<Note> batch, Note next) {
    int letters = batch.stream().mapToInt(note -> note.text().length() + 1).sum();
    return batch.size() >= MOST_LINES || letters + next.text().length() > MOST_TEXT;
  }

  private void send(RunView view, CardStore.Card place, List<Note> batch) {
    if (batch.isEmpty()) {
      return;
    }
    Note last = batch.get(batch.size() - 1);
    String text =
        batch.stream()
            .map(Note::text)
            .filter(line -> !line.isEmpty())
            .reduce("", ThreadLog::joined);
    if (!text.isEmpty()) {
      post(place, text, last.loud());
    }
    if (last.log() != null) {
      logs.attach(view, place, last.log());
    }
    store.told(view.run(), last.seq());
    batch.clear();
  }

  private void post(CardStore.Card place, String text, boolean loud) {
    long wait = notBefore - System.nanoTime();
    if (wait > 0) {
      throw new Later(Duration.ofNanos(wait), "replied a moment ago");
    }
    try {
      replies.send(
          () ->
              client.chatPostMessage(
                  r ->
                      r.channel(place.channel())
                          .threadTs(place.ts())
                          .replyBroadcast(loud)
                          .text(text)
                          .unfurlLinks(false)
                          .unfurlMedia(false)));
    } catch (Denied denied) {
      LOG.warn("the thread of {} does not take a reply: {}", place.run(), denied.getMessage());
    }
    notBefore = System.nanoTime() + interval.toNanos();
  }

  private static String joined(String before, String line) {
    return before.isEmpty() ? line : before + "\n" + line;
  }
}
