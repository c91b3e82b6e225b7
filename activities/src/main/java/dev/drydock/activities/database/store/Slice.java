package dev.drydock.activities.database.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import software.amazon.awssdk.core.sync.RequestBody;

/** A part of a file, read anew each time that it is sent. */
record Slice(Path file, long from, long sizeBytes) {
  private static final int BUFFER_BYTES = 1 << 16;

  RequestBody body() {
    return RequestBody.fromContentProvider(this::open, sizeBytes, "application/octet-stream");
  }

  /** In Base64, as S3 wants it: the server refuses what did not arrive as it was sent. */
  String md5() {
    try (InputStream in = open()) {
      MessageDigest digest = digest();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String md5(byte[] content) {
    return Base64.getEncoder().encodeToString(digest().digest(content));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private InputStream open() {
    try {
      SeekableByteChannel channel = Files.newByteChannel(file);
      channel.position(from);
      return new Bounded(Channels.newInputStream(channel), sizeBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long most) {
      super(in);
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      int read = left == 0 ? -1 : super.read();
      left -= read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] into, int at, int most) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = super.read(into, at, (int) Math.min(most, left));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
