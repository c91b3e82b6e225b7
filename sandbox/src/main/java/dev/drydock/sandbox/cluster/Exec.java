package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One {@code pods/exec} over a WebSocket: sub-protocols v4.channel.k8s.io and v5.channel.k8s.io.
 * Frames begin with the channel: 0 stdin, 1 stdout, 2 stderr, 3 the status at the end, 255 (v5
 * only) closes a channel. The process does not end with its connection. There are no terminals.
 */
final class Exec {
  private static final int CHUNK = 32 * 1024;
  private static final int CLOSE = 255;
  private static final byte[] END = new byte[0];

  private final Loop loop;
  private final Faults faults;
  private final ServerWebSocket socket;
  private final HttpConnection connection;
  private final BlockingQueue<byte[]> input = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  Exec(Loop loop, Faults faults, ServerWebSocket socket, HttpConnection connection) {
    this.loop = loop;
    this.faults = faults;
    this.socket = socket;
    this.connection = connection;
    socket.closeHandler(v -> closed = true);
    socket.exceptionHandler(e -> closed = true);
    socket.binaryMessageHandler(this::received);
  }

  private void received(Buffer frame) {
    int channel = frame.length() == 0 ? -1 : frame.getUnsignedByte(0);
    if (channel == 0 && frame.length() > 1) {
      input.add(frame.getBytes(1, frame.length()));
    } else if (channel == CLOSE && frame.length() > 1 && frame.getByte(1) == 0) {
      input.add(END);
    }
  }

  /** Runs the program to its end; blocks. */
  void run(Program program, boolean stdin) {
    try {
      Process process = program.start(false, stdin);
      if (stdin) {
        loop.work(() -> feed(process));
      }
      CountDownLatch errors = new CountDownLatch(1);
      loop.work(
          () -> {
            pump(process.getErrorStream(), 2);
            errors.countDown();
          });
      pump(process.getInputStream(), 1);
      errors.await();
      int code = process.waitFor();
      input.add(END);
      end(code == 0 ? success() : failure(code));
    } catch (StartException e) {
      end(notStarted(program.command(), e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void feed(Process process) {
    try (OutputStream out = process.getOutputStream()) {
      byte[] bytes = input.take();
      while (bytes.length > 0) {
        out.write(bytes);
        out.flush();
        bytes = input.take();
      }
    } catch (IOException e) {
      // The process reads no more, which is its own affair.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pump(InputStream stream, int channel) {
    byte[] bytes = new byte[CHUNK];
    try {
      int length;
      while ((length = stream.read(bytes)) >= 0) {
        send(channel, bytes, length);
      }
    } catch (IOException e) {
      // The stream ends with its process.
    }
  }

  /** Waits for a slow client, as the process then has to; drops everything once it is gone. */
  private void send(int channel, byte[] bytes, int length) {
    while (!closed && socket.writeQueueFull()) {
      CountDownLatch drained = new CountDownLatch(1);
      socket.drainHandler(v -> drained.countDown());
      try {
        if (!socket.writeQueueFull() || drained.await(1, TimeUnit.SECONDS)) {
          break;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    if (!closed) {
      socket.writeBinaryMessage(
          Buffer.buffer(length + 1).appendByte((byte) channel).appendBytes(bytes, 0, length));
    }
  }

  private void end(ObjectNode status) {
    if (closed) {
      return;
    }
    var fault = faults.takeExecEnd();
    if (fault.isPresent() && fault.get() == Faults.ExecEnd.CUT) {
      Connections.cut(connection);
      return;
    }
    if (fault.isEmpty()) {
      byte[] bytes = Json.write(status).getBytes(StandardCharsets.UTF_8);
      send(3, bytes, bytes.length);
    }
    socket.close((short) 1000);
  }

  private static ObjectNode success() {
    ObjectNode status = Json.object();
    status.putObject("metadata");
    return status.put("status", "Success");
  }

  private static ObjectNode failure(int code) {
    ObjectNode status = Json.object();
    status.putObject("metadata");
    status.put("status", "Failure").put("reason", "NonZeroExitCode");
    status.put("message", "command terminated with non-zero exit code: exit status " + code);
    status
        .putObject("details")
        .putArray("causes")
        .addObject()
        .put("reason", "ExitCode")
        .put("message", Integer.toString(code));
    return status;
  }

  private static ObjectNode notStarted(List<String> command, String why) {
    String text =
        "error executing command in container: failed to exec in container: failed to start exec"
            + " for "
            + command.get(0)
            + ": OCI runtime exec failed: exec failed: "
            + why;
    ObjectNode status = Errors.internal(text).status();
    status.putObject("details").putArray("causes").addObject().put("message", text);
    return status;
  }
}
