package dev.drydock.sandbox.cluster;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A small program for pods: answers HTTP on PORT, and ends on SIGTERM when its answers are out. */
final class WebServer {
  private WebServer() {}

  /** Makes it the program of the deployment's container, with a readiness probe. */
  static void in(Deployment deployment) throws Exception {
    String program = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    File classes =
        new File(WebServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var container = deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    container.setCommand(
        java.util.List.of(
            program,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            classes.toString(),
            WebServer.class.getName()));
    container.setReadinessProbe(
        new ProbeBuilder()
            .withNewHttpGet()
            .withPath("/")
            .withPort(new IntOrString(8080))
            .endHttpGet()
            .build());
  }

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(System.getenv("PORT"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
    server.createContext(
        "/",
        exchange -> {
          byte[] text = System.getenv("VERSION").getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(1)));
    server.start();
  }
}
