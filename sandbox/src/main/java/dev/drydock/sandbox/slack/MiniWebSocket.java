package dev.drydock.sandbox.slack;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An RFC 6455 server on plain sockets, one thread per connection: text, ping, pong, close, no
 * extensions. Written out because the server of the Java-WebSocket library now and then leaves a
 * message unsent for seconds.
 */
final class MiniWebSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MiniWebSocket.class);
  private static final int PING_SECONDS = 10;

  /** What becomes of connections and their messages. */
  interface Listener {
    /** Whether a request for this path may become a connection. */
    boolean admit(String path);

    void opened(Connection connection) throws IOException;

    void received(String text);

    void closed(Connection connection);
  }

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService pinger =
      Executors.newSingleThreadScheduledExecutor(work -> daemon("socket-mode-ping", work));
  private final Listener listener;
  private final String host;
  private ServerSocket server;

  MiniWebSocket(String host, Listener listener) throws IOException {
    this.host = host;
    this.listener = listener;
    open();
    pinger.scheduleWithFixedDelay(this::pingAll, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
  }

  /** Listens (again); the port may be another one than before. */
  synchronized void open() throws IOException {
    if (server == null || server.isClosed()) {
      server = new ServerSocket(0, 64, InetAddress.getByName(host));
      ServerSocket mine = server;
      daemon("socket-mode-accept", () -> accept(mine)).start();
    }
  }

  /** Stops listening and cuts every connection. */
  synchronized void shut() {
    try {
      server.close();
    } catch (IOException already) {
      LOG.debug("closing the listener: {}", already.toString());
    }
    connections.forEach(Connection::cut);
  }

  synchronized int port() {
    return server.getLocalPort();
  }

  List<Connection> connections() {
    return List.copyOf(connections);
  }

  /** Gives a client that was told to leave some time to do so. */
  void cutLater(Connection connection) {
    var unused = pinger.schedule(connection::cut, PING_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    pinger.shutdownNow();
    shut();
  }

  private void accept(ServerSocket mine) {
    while (!mine.isClosed()) {
      try {
        Connection connection = new Connection(mine.accept());
        daemon("socket-mode", connection::serve).start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void pingAll() {
    for (Connection connection : connections) {
      try {
        connection.frame(Frames.PING, new byte[0]);
      } catch (IOException gone) {
        connection.cut();
      }
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** One client. */
  final class Connection {
    private final Socket socket;

    private Connection(Socket socket) {
      this.socket = socket;
    }

    void send(String text) throws IOException {
      frame(Frames.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Without a close frame, as a broken line would. */
    void cut() {
      try {
        if (!socket.isClosed()) {
          socket.setSoLinger(true, 0);
          socket.close();
        }
      } catch (IOException already) {
        LOG.debug("cutting: {}", already.toString());
      }
      if (connections.remove(this)) {
        listener.closed(this);
      }
    }

    private synchronized void frame(int opcode, byte[] payload) throws IOException {
      socket.getOutputStream().write(Frames.encode(opcode, payload));
      socket.getOutputStream().flush();
    }

    private void serve() {
      try (socket) {
        socket.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        Handshake handshake = Handshake.read(in);
        boolean admitted = listener.admit(handshake.path());
        socket.getOutputStream().write(handshake.answer(admitted));
        if (admitted) {
          connections.add(this);
          listener.opened(this);
          read(in);
        }
      } catch (IOException gone) {
        LOG.debug("connection over: {}", gone.toString());
      } finally {
        cut();
      }
    }

    private void read(DataInputStream in) throws IOException {
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      while (true) {
        Frames.Frame frame = Frames.read(in);
        switch (frame.opcode()) {
          case Frames.TEXT, Frames.CONTINUATION -> {
            message.writeBytes(frame.payload());
            if (frame.last()) {
              listener.received(message.toString(StandardCharsets.UTF_8));
              message.reset();
            }
          }
          case Frames.PING -> frame(Frames.PONG, frame.payload());
          case Frames.CLOSE -> {
            frame(Frames.CLOSE, frame.payload());
            return;
          }
          default -> {}
        }
      }
    }
  }
}
