package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One try of a probe: httpGet, tcpSocket or exec. */
final class ProbeCheck {
  private final JsonNode spec;
  private final ContainerProcess process;
  private final PodWorker pod;
  private final JsonNode container;
  private final int timeoutMillis;

  ProbeCheck(JsonNode spec, ContainerProcess process, PodWorker pod, JsonNode container) {
    this.spec = spec;
    this.process = process;
    this.pod = pod;
    this.container = container;
    this.timeoutMillis = spec.path("timeoutSeconds").asInt(1) * 1000;
  }

  /** What is wrong; "" if nothing is. */
  String run() {
    try {
      if (spec.has("httpGet")) {
        return http(spec.get("httpGet"));
      }
      if (spec.has("tcpSocket")) {
        return tcp(spec.get("tcpSocket"));
      }
      return spec.has("exec") ? exec() : "";
    } catch (IOException | StartException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private String http(JsonNode get) throws IOException {
    int port = pod.realPort(container, get.path("port"));
    String path = Json.text(get, "path");
    URI uri = URI.create("http://127.0.0.1:" + port + (path.startsWith("/") ? path : "/" + path));
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    try {
      connection.setConnectTimeout(timeoutMillis);
      connection.setReadTimeout(timeoutMillis);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty("User-Agent", "kube-probe/1.34");
      connection.setRequestProperty("Connection", "close");
      for (JsonNode header : Json.items(get, "httpHeaders")) {
        connection.setRequestProperty(Json.text(header, "name"), Json.text(header, "value"));
      }
      int code = connection.getResponseCode();
      return code >= 200 && code < 400 ? "" : "HTTP probe failed with statuscode: " + code;
    } finally {
      connection.disconnect();
    }
  }

  private String tcp(JsonNode target) throws IOException {
    int port = pod.realPort(container, target.path("port"));
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
      return "";
    }
  }

  private String exec() throws IOException, StartException, InterruptedException {
    List<String> command =
        Environment.expand(Json.items(spec, "exec", "command"), java.util.Map.of());
    Process probe = pod.command(process, container, command).start(true, false);
    if (!probe.waitFor(timeoutMillis, TimeUnit.MILLISECONDS)) {
      probe.destroyForcibly();
      return "command timed out";
    }
    byte[] output = probe.getInputStream().readNBytes(2048);
    String said = new String(output, StandardCharsets.UTF_8);
    int code = probe.exitValue();
    return code == 0 ? "" : "exit code " + code + ": " + said;
  }
}
