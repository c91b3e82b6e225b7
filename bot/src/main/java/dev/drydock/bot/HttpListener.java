package dev.drydock.bot;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * The one way to an {@link HttpServer}: the JDK's reads its limits once, with the first server of
 * the process, and has none by itself. Without them somebody who sends a byte a minute keeps a
 * thread for ever, and an answer waits 40 ms for a delayed ACK.
 */
public final class HttpListener {
  static {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    setIfAbsent("sun.net.httpserver.maxReqTime", "20");
    setIfAbsent("sun.net.httpserver.maxRspTime", "20");
  }

  private HttpListener() {}

  /**
   * @param listen port 0 for any free one
   * @param waiting how many connections may wait to be taken
   */
  public static HttpServer on(InetSocketAddress listen, int waiting) throws IOException {
    return HttpServer.create(listen, waiting);
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
