package dev.drydock.bot.slack;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackFilesUploadV2Exception;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the log of a failed upgrade into the thread: its head and tail, without secrets. */
final class LogFile {
  private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
  private static final int HEAD = 16 * 1024;
  private static final int TAIL = 48 * 1024;
  private final MethodsClient client;
  private final RunBook book;

  LogFile(MethodsClient client, RunBook book) {
    this.client = client;
    this.book = book;
  }

  /** Tells one attachment from another, so that a bot that goes on finds what is there. */
  static String name(RunView view, Note note) {
    return view.run() + "-upgrade-" + note.seq() + ".log";
  }

  /** A log that does not arrive is told in the log here; the thread's line stands without it. */
  void attach(RunView view, CardStore.Card place, Note note) {
    Artifact log = note.log();
    Optional<byte[]> bytes = book.artifact(log.digest());
    if (bytes.isEmpty()) {
      LOG.warn("the log {} of {} is not in the ledger", log.digest(), view.run());
      return;
    }
    String whole = Words.readable(new String(bytes.get(), StandardCharsets.UTF_8));
    String text = bounded(whole, all(view, log));
    try {
      var sent =
          client.filesUploadV2(
              r ->
                  r.channel(place.channel())
                      .threadTs(place.ts())
                      .filename(name(view, note))
                      .title("Log of the upgrade")
                      .content(text));
      if (!sent.isOk()) {
        LOG.warn("the log of {} could not be attached: {}", view.run(), sent.getError());
      }
    } catch (IOException | SlackApiException | SlackFilesUploadV2Exception e) {
      LOG.warn("the log of {} could not be attached: {}", view.run(), e.toString());
    }
  }

  /** Prints all of it. */
  private static String all(RunView view, Artifact log) {
    return "drydock audit " + view.run() + " --artifact " + Digest.brief(log.digest());
  }

  /** The first 16 Ki and last 48 Ki letters, and how many are left out between. */
  static String bounded(String text, String all) {
    if (text.length() <= HEAD + TAIL) {
      return text;
    }
    int left = text.length() - HEAD - TAIL;
    return text.substring(0, HEAD)
        + "\n\n[... "
        + left
        + " letters left out; all of it: "
        + all
        + "]\n\n"
        + text.substring(text.length() - TAIL);
  }
}
