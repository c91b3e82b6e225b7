package dev.drydock.sandbox.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server's other address, where it can be away or hang. Away at first. */
final class Relay implements AutoCloseable {
  private final int to;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean hanging;
  private ServerSocket door;
  private Thread doorkeeper;

  Relay(int to) throws IOException {
    this.to = to;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  /** The server is there. */
  void up() throws IOException {
    hanging = false;
    listen();
  }

  /** The server takes connections and says nothing; those that are open are cut. */
  void hang() throws IOException {
    close();
    hanging = true;
    listen();
  }

  private void listen() throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    door = listening;
    doorkeeper =
        start(
            () -> {
              while (true) {
                Socket in = listening.accept();
                open.add(in);
                if (!hanging) {
                  Socket out = new Socket(InetAddress.getLoopbackAddress(), to);
                  open.add(out);
                  start(() -> pump(in, out));
                  start(() -> pump(out, in));
                }
              }
            });
  }

  private static void pump(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] some = new byte[8192];
      for (int read = in.read(some); read >= 0; read = in.read(some)) {
        out.write(some, 0, read);
        out.flush();
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Thread start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // the connection or the door was closed
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The server is away. */
  @Override
  public void close() throws IOException {
    if (door != null) {
      door.close();
      awaitDoorkeeper();
    }
    for (Socket each : open) {
      each.close();
    }
    open.clear();
  }

  /** The port is free only when nobody waits at it any more. */
  private void awaitDoorkeeper() throws IOException {
    try {
      doorkeeper.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
