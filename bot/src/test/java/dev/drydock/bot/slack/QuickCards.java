package dev.drydock.bot.slack;

import com.slack.api.methods.MethodsClient;
import dev.drydock.bot.desk.People;
import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.config.Apps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Cards that look often and wait for nothing. */
final class QuickCards {
  static final Duration OFTEN = Duration.ofMillis(20);

  private QuickCards() {}

  static Cards of(RunBook book, CardStore store, MethodsClient client) {
    Names names = new Names(new People(Map.of()));
    Turns turns = new Turns(store);
    return new Cards(
        book,
        store,
        turns,
        new Channels(new Apps(List.of()), "C0MIGRATE"),
        new CardView(names),
        new CardPoster(client, turns),
        new CardWriter(client, turns, Duration.ZERO),
        new ThreadLog(client, turns, names, new LogFile(client, book), Duration.ZERO),
        new Cards.Timing(OFTEN, OFTEN, Duration.ZERO, Duration.ZERO));
  }

  static void await(BooleanSupplier holds) throws InterruptedException {
    while (!holds.getAsBoolean()) {
      Thread.sleep(5);
    }
  }
}
