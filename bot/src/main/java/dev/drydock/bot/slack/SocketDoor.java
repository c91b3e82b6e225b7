package dev.drydock.bot.slack;

import com.slack.api.bolt.App;
import com.slack.api.bolt.socket_mode.SocketModeApp;
import com.slack.api.socket_mode.SocketModeClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Socket Mode: a connection from here to Slack; nothing has to be reachable from outside. */
final class SocketDoor implements Door {
  private static final Logger LOG = LoggerFactory.getLogger(SocketDoor.class);

  /** With the default of one thread, one slow handler would hold up every acknowledgement. */
  private static final int CONCURRENCY = 10;

  private final String appToken;
  private SocketModeApp socket;
  private SocketModeClient client;
  private boolean closed;

  SocketDoor(String appToken) {
    if (appToken == null || appToken.isBlank()) {
      throw new IllegalArgumentException("Slack's app token (xapp-...) is missing");
    }
    this.appToken = appToken;
  }

  @Override
  public synchronized void open(App app) throws Exception {
    if (closed) {
      return;
    }
    shut();
    socket = new SocketModeApp(appToken, app, SocketModeClient.Backend.JavaWebSocket, CONCURRENCY);
    socket.startAsync();
    client = socket.getClient();
  }

  @Override
  public synchronized boolean isOpen() {
    try {
      return client != null && client.verifyConnection();
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    shut();
  }

  /** Both: an app closed while its connection is down leaves a client that connects again. */
  private void shut() {
    SocketModeClient was = socket == null ? null : socket.getClient();
    try {
      if (socket != null) {
        socket.close();
      }
      if (was != null) {
        was.close();
      }
    } catch (Exception e) {
      LOG.warn("closing Slack's socket: {}", e.toString());
    }
    socket = null;
    client = null;
  }
}
