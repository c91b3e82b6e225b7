package dev.drydock.sandbox.slack;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** What stands in one channel. */
public final class ChannelReader {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String channel;
  private final Core core;

  ChannelReader(String channel, Core core) {
    this.channel = channel;
    this.core = core;
  }

  /** Without replies in threads, oldest first. */
  public List<Message> messages() {
    return core.messages().top(channel);
  }

  /** The root first. */
  public List<Message> thread(String rootTs) {
    return core.messages().thread(channel, rootTs);
  }

  /** The newest message that fits; waits for it, at most 20 seconds, then fails. */
  public Message awaitMessage(Predicate<Message> fits) {
    return await("message", this::messages, fits);
  }

  public Message awaitReply(String rootTs, Predicate<Message> fits) {
    return await("reply", () -> thread(rootTs), fits);
  }

  private Message await(
      String what, java.util.function.Supplier<List<Message>> source, Predicate<Message> fits) {
    return core.changes()
        .await(PATIENCE, () -> source.get().stream().filter(fits).reduce((a, b) -> b))
        .orElseThrow(
            () ->
                new AssertionError(
                    "no such " + what + " in " + channel + "; there are " + source.get()));
  }
}
