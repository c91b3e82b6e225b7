package dev.drydock.sandbox.cluster;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Reads what {@link LogFile} writes, as {@code pods/log} gives it. */
final class LogReader {
  /**
   * What is asked for.
   *
   * @param since lines from then on; null for all
   * @param tailLines only so many last lines; negative for all
   * @param limitBytes no more than that; negative for all
   */
  record Options(
      boolean timestamps, Instant since, int tailLines, long limitBytes, boolean follow) {}

  private static final int TIME_LENGTH = 30;

  private final Path path;
  private final Options options;
  private long position;

  LogReader(Path path, Options options) {
    this.path = path;
    this.options = options;
  }

  long position() {
    return position;
  }

  /** All complete entries from where the last call ended. */
  byte[] read() throws IOException {
    if (!Files.exists(path)) {
      return new byte[0];
    }
    boolean first = position == 0;
    int keep = first ? options.tailLines() : -1;
    Deque<byte[]> lines = new ArrayDeque<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 65536)) {
      in.skipNBytes(position);
      byte[] entry;
      while ((entry = entry(in)) != null) {
        position += entry.length + 1;
        if (wanted(entry)) {
          lines.add(shown(entry));
        }
        if (keep >= 0 && lines.size() > keep) {
          lines.removeFirst();
        }
      }
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    lines.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** Without its end; null when there is no whole one. */
  private static byte[] entry(InputStream in) throws IOException {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    int b;
    while ((b = in.read()) >= 0) {
      if (b == '\n') {
        return entry.toByteArray();
      }
      entry.write(b);
    }
    return null;
  }

  private boolean wanted(byte[] entry) {
    if (options.since() == null) {
      return true;
    }
    String time = new String(entry, 0, TIME_LENGTH, StandardCharsets.US_ASCII);
    return !Instant.parse(time).isBefore(options.since());
  }

  private byte[] shown(byte[] entry) {
    boolean ended = entry[TIME_LENGTH + 1] == 'F';
    int text = TIME_LENGTH + 3;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    if (options.timestamps()) {
      line.write(entry, 0, TIME_LENGTH + 1);
    }
    line.write(entry, text, entry.length - text);
    if (ended) {
      line.write('\n');
    }
    return line.toByteArray();
  }

  /** The end of a log: so many lines at most, and of these so many bytes. */
  static String tail(Path path, int lines, int bytes) throws IOException {
    byte[] end = new LogReader(path, new Options(false, null, lines, -1, false)).read();
    int from = Math.max(0, end.length - bytes);
    return new String(Arrays.copyOfRange(end, from, end.length), StandardCharsets.UTF_8);
  }
}
