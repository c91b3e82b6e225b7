package dev.drydock.bot;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where log lines go: the error output, always; as lines or as JSON. */
final class Logs {
  private Logs() {}

  /** {@code java.util.logging} (gRPC, Liquibase) speaks through slf4j. */
  static void bridge() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** For a server: from INFO. Before this, only warnings. */
  static void serve(boolean json) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    if (json) {
      configure(context, "logback-json.xml");
    }
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
  }

  private static void configure(LoggerContext context, String resource) {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    context.reset();
    try {
      configurator.doConfigure(Logs.class.getClassLoader().getResource(resource));
    } catch (JoranException e) {
      throw new IllegalStateException(resource + " in this jar is wrong", e);
    }
  }
}
