package dev.drydock.sandbox.cluster;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections of the API server, to be cut. */
final class Connections {
  private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
  private volatile boolean down;

  void opened(HttpConnection connection) {
    if (down) {
      cut(connection);
      return;
    }
    open.add(connection);
    connection.closeHandler(v -> open.remove(connection));
  }

  /** Closes the connection as it is, without a WebSocket's good-bye. */
  static void cut(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      // Past Vert.x, which would say good-bye.
      var context = base.channel().pipeline().firstContext();
      var unused = context.close();
    } else {
      connection.close();
    }
  }

  void setDown(boolean down) {
    this.down = down;
    if (down) {
      open.forEach(Connections::cut);
      open.clear();
    }
  }
}
