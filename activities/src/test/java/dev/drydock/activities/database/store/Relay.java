package dev.drydock.activities.database.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a server on this machine, and can go away in the middle of what is sent. */
public final class Relay implements AutoCloseable {
  private final ServerSocket door;
  private final int behind;
  private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
  private final AtomicInteger refused = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Relay(ServerSocket door, int behind) {
    this.door = door;
    this.behind = behind;
  }

  public static Relay before(int port) throws IOException {
    Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
    daemon(relay::welcome);
    return relay;
  }

  public int port() {
    return door.getLocalPort();
  }

  /** After so many more bytes towards the server all connections break, and new ones do at once. */
  public void breakAfter(long bytes) {
    left.set(bytes);
  }

  public void mend() {
    left.set(Long.MAX_VALUE);
  }

  /** How many connections were made and broken at once. */
  public int refused() {
    return refused.get();
  }

  @Override
  public void close() throws IOException {
    door.close();
    breakAll();
  }

  private void welcome() {
    try {
      while (true) {
        Socket near = door.accept();
        if (left.get() <= 0) {
          refused.incrementAndGet();
          near.close();
        } else {
          Socket far = new Socket(InetAddress.getLoopbackAddress(), behind);
          open.add(near);
          open.add(far);
          daemon(() -> pass(near, far, true));
          daemon(() -> pass(far, near, false));
        }
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void pass(Socket from, Socket to, boolean counts) {
    byte[] buffer = new byte[1 << 14];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (counts && left.addAndGet(-read) <= 0) {
          breakAll();
          return;
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException broken) {
      // both sides are closed, and see it
    }
  }

  private void breakAll() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        // gone is what it should be
      }
    }
    open.clear();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "test-relay");
    thread.setDaemon(true);
    thread.start();
  }
}
