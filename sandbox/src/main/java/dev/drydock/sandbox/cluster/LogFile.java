package dev.drydock.sandbox.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/**
 * The log of one run of a container, in the container runtimes' own format: {@code 2026-11-20T19:
 * 55:46.571846001Z F the line}, where F marks a line that was ended and P one that was not. Stdout
 * and stderr are not told apart. Times are strictly increasing.
 */
final class LogFile {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

  private final Path path;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private Instant last = Instant.EPOCH;
  private boolean ended;

  LogFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Copies all of a process's output, line by line, until it ends. */
  void pump(InputStream output) throws IOException {
    Files.createDirectories(path.getParent());
    byte[] chunk = new byte[16384];
    try (OutputStream file =
        Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      int length;
      while ((length = output.read(chunk)) >= 0) {
        file.write(lines(chunk, length));
        changed();
      }
      if (line.size() > 0) {
        file.write(entry('P'));
      }
    } finally {
      end();
    }
  }

  private byte[] lines(byte[] chunk, int length) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (chunk[i] == '\n') {
        line.write(chunk, start, i - start);
        whole.writeBytes(entry('F'));
        start = i + 1;
      }
    }
    line.write(chunk, start, length - start);
    return whole.toByteArray();
  }

  private byte[] entry(char mark) {
    Instant now = Instant.now();
    last = now.isAfter(last) ? now : last.plusNanos(1);
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    entry.writeBytes((TIME.format(last) + ' ' + mark + ' ').getBytes(StandardCharsets.US_ASCII));
    entry.writeBytes(line.toByteArray());
    entry.write('\n');
    line.reset();
    return entry.toByteArray();
  }

  private synchronized void changed() {
    notifyAll();
  }

  synchronized void end() {
    ended = true;
    notifyAll();
  }

  synchronized boolean ended() {
    return ended;
  }

  /** Returns when the file is longer than that, or its process has ended, or after a second. */
  synchronized void awaitMore(long lengthBytes) throws InterruptedException, IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while (!ended
        && System.nanoTime() < end
        && (!Files.exists(path) || Files.size(path) <= lengthBytes)) {
      wait(1000);
    }
  }
}
