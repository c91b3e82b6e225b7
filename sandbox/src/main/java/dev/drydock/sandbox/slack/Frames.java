package dev.drydock.sandbox.slack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;

/** WebSocket frames, RFC 6455 section 5. */
final class Frames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;
  private static final int MAX_BYTES = 16_000_000;

  record Frame(int opcode, boolean last, byte[] payload) {}

  private Frames() {}

  static byte[] encode(int opcode, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 10);
    out.write(0x80 | opcode);
    if (payload.length < 126) {
      out.write(payload.length);
    } else if (payload.length < 65_536) {
      out.write(126);
      bigEndian(out, payload.length, 2);
    } else {
      out.write(127);
      bigEndian(out, payload.length, 8);
    }
    out.writeBytes(payload);
    return out.toByteArray();
  }

  static Frame read(DataInputStream in) throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException("frame of " + length + " bytes");
    }
    byte[] mask = new byte[4];
    if ((second & 0x80) != 0) {
      in.readFully(mask);
    }
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return new Frame(first & 0xf, (first & 0x80) != 0, payload);
  }

  private static void bigEndian(ByteArrayOutputStream out, long number, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (number >> shift) & 0xff);
    }
  }
}
