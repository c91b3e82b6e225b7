package dev.drydock.activities.database.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a server that speaks S3 and sees each request: hands it on, or answers it as
 * storages do that are full, have other rights or know more.
 */
public final class Counter implements AutoCloseable {
  private static final String CONDITION = "If-None-Match";
  private static final List<String> OUR_OWN_BUSINESS =
      List.of("connection", "content-length", "expect", "transfer-encoding", "date");

  private final S3Server behind;
  private final HttpServer door;
  private final ExecutorService clerks = Executors.newCachedThreadPool(Counter::daemon);
  private volatile Rule rule = (request, pass) -> pass.on();

  /**
   * @param key without the bucket
   * @param query {@code partNumber=2&uploadId=...}; empty where there is none
   * @param isConditional written only where nothing stands
   */
  public record Request(String method, String key, String query, boolean isConditional) {
    public boolean writes(String end) {
      return method.equals("PUT") && key.endsWith(end);
    }
  }

  /**
   * @param head status line and headers
   */
  public record Answer(int status, List<String> head, byte[] body) {}

  /** Asks the server. */
  @FunctionalInterface
  public interface Pass {
    Answer on() throws IOException;
  }

  /** What is answered. */
  @FunctionalInterface
  public interface Rule {
    Answer answer(Request request, Pass pass) throws IOException;
  }

  private Counter(S3Server behind, HttpServer door) {
    this.behind = behind;
    this.door = door;
  }

  public static Counter before(S3Server server) throws IOException {
    HttpServer door =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    Counter counter = new Counter(server, door);
    door.setExecutor(counter.clerks);
    door.createContext("/", counter::serve);
    door.start();
    return counter;
  }

  public int port() {
    return door.getAddress().getPort();
  }

  public void by(Rule rule) {
    this.rule = rule;
  }

  public static Answer refusal(int status, String code, String message) {
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>"
            + code
            + "</Code><Message>"
            + message
            + "</Message></Error>";
    return new Answer(
        status, List.of("Content-Type: application/xml"), xml.getBytes(StandardCharsets.UTF_8));
  }

  /** As Amazon's and most others: the server of these tests overlooks the condition. */
  public synchronized Answer keepingTheCondition(Request request, Pass pass) throws IOException {
    return request.isConditional() && request.method().equals("PUT") && behind.has(request.key())
        ? refusal(412, "PreconditionFailed", "At least one of the pre-conditions did not hold")
        : pass.on();
  }

  /** As those that refuse a header they do not know. */
  public static Answer knowingNoCondition(Request request, Pass pass) throws IOException {
    return request.isConditional() && request.method().equals("PUT")
        ? refusal(501, "NotImplemented", "A header you provided implies what is not implemented")
        : pass.on();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Answer answer = rule.answer(request(exchange), () -> ask(exchange, body));
      for (String line : answer.head()) {
        int colon = line.indexOf(':');
        exchange
            .getResponseHeaders()
            .add(line.substring(0, colon), line.substring(colon + 1).strip());
      }
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  private static Request request(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    int slash = path.indexOf('/', 1);
    return new Request(
        exchange.getRequestMethod(),
        slash < 0 ? "" : path.substring(slash + 1),
        Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""),
        exchange.getRequestHeaders().containsKey(CONDITION));
  }

  /** As it came, because it is signed; in the old protocol, whose answers have no chunks. */
  private Answer ask(HttpExchange exchange, byte[] body) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(exchange.getRequestMethod()).append(' ').append(exchange.getRequestURI());
    head.append(" HTTP/1.0\r\n");
    exchange
        .getRequestHeaders()
        .forEach(
            (header, values) -> {
              if (!isOurOwn(header)) {
                values.forEach(value -> line(head, header, value));
              }
            });
    line(head, "Content-Length", String.valueOf(body.length));
    head.append("\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), behind.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      return answer(socket.getInputStream().readAllBytes());
    }
  }

  private static void line(StringBuilder head, String header, String value) {
    head.append(header).append(": ").append(value).append("\r\n");
  }

  private static boolean isOurOwn(String header) {
    return OUR_OWN_BUSINESS.stream().anyMatch(header::equalsIgnoreCase);
  }

  private static Answer answer(byte[] all) throws IOException {
    String text = new String(all, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("no answer");
    }
    List<String> head = List.of(text.substring(0, end).split("\r\n"));
    return new Answer(
        Integer.parseInt(head.get(0).split(" ")[1]),
        head.stream()
            .skip(1)
            .filter(line -> !isOurOwn(line.substring(0, line.indexOf(':'))))
            .toList(),
        Arrays.copyOfRange(all, end + 4, all.length));
  }

  @Override
  public void close() {
    door.stop(0);
    clerks.shutdownNow();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "test-counter");
    thread.setDaemon(true);
    return thread;
  }
}
