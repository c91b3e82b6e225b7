package dev.drydock.activities.schema;

import dev.drydock.workflows.config.Scrub;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * All that a tool writes, collected from a log that comes with timestamps and may begin again in
 * the middle. Lines of one stream may share a timestamp (CRI-O stamps all that it read at once) or
 * come out of order (standard output and error cross), so only after {@link #reconnect()} is one
 * taken for a repetition: as long as it is older than the newest line, or one of as many with the
 * newest's timestamp as are here already. Passwords are taken out. Beyond {@value #MOST_BYTES}
 * bytes only the last lines are kept. Safe for use by many threads.
 */
final class ToolLog extends OutputStream {
  static final int MOST_BYTES = 64 << 20;
  private static final int LAST_LINES = 200;
  private static final int LONGEST_LINE = 1 << 20;

  private final Path file;
  private final OutputStream kept;
  private final StringBuilderBytes line = new StringBuilderBytes();
  private final Deque<String> last = new ArrayDeque<>();
  private String newest = "";
  private int withNewest;
  private boolean isRepeating;
  private int toRepeat;
  private String unseen = "";
  private long size;

  ToolLog() {
    try {
      file = Files.createTempFile("drydock-log-", ".txt");
      kept = Files.newOutputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void write(int b) {
    if (b == '\n') {
      take(line.text());
      line.clear();
    } else if (line.size() < LONGEST_LINE) {
      line.add((byte) b);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      write(bytes[i]);
    }
  }

  /** Where to go on after a lost connection; empty at the beginning. */
  synchronized String newestTimestamp() {
    return newest;
  }

  /** Forgets half a line that a lost connection left; what comes now may begin earlier. */
  synchronized void reconnect() {
    line.clear();
    isRepeating = true;
    toRepeat = withNewest;
  }

  /** The newest line that was not asked for yet, or an empty string. */
  synchronized String unseenLine() {
    String found = unseen;
    unseen = "";
    return found;
  }

  synchronized String lastLines() {
    return String.join("\n", last);
  }

  /** Everything kept so far; the log is closed. */
  synchronized byte[] finish() {
    try {
      if (line.size() > 0) {
        take(line.text());
        line.clear();
      }
      kept.close();
      byte[] all = Files.readAllBytes(file);
      Files.deleteIfExists(file);
      return size <= MOST_BYTES ? all : joined(all, "\n[...]\n" + lastLines() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the disk back; harmless after {@link #finish()}. */
  synchronized void discard() {
    try {
      kept.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(String stamped) {
    int space = stamped.indexOf(' ');
    String timestamp = space < 0 ? stamped : stamped.substring(0, space);
    int order = LogTime.compare(timestamp, newest);
    if (isRepetition(order)) {
      return;
    }
    if (order >= 0) {
      withNewest = order == 0 ? withNewest + 1 : 1;
      newest = timestamp;
    }
    String plain = Colours.without(space < 0 ? "" : stamped.substring(space + 1));
    String text = Scrub.ofProcess().text(plain);
    if (!text.isBlank()) {
      unseen = text;
    }
    last.addLast(text);
    if (last.size() > LAST_LINES) {
      last.removeFirst();
    }
    keep((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** A log keeps its order: behind the first line that is new, all are. */
  private boolean isRepetition(int order) {
    isRepeating &= order < 0 || (order == 0 && toRepeat-- > 0);
    return isRepeating;
  }

  private void keep(byte[] bytes) {
    size += bytes.length;
    if (size <= MOST_BYTES) {
      try {
        kept.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static byte[] joined(byte[] first, String then) {
    byte[] second = then.getBytes(StandardCharsets.UTF_8);
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Bytes of one line; decoded whole, so that no character is cut. */
  private static final class StringBuilderBytes {
    private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();

    void add(byte b) {
      bytes.write(b);
    }

    int size() {
      return bytes.size();
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    void clear() {
      bytes.reset();
    }
  }
}
