package dev.drydock.bot;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.drydock.workflows.config.Scrub;
import java.nio.charset.StandardCharsets;

/** Log lines without secrets: of the whole line, since libraries log and stack traces tell too. */
public final class ScrubbedLines extends PatternLayoutEncoder {
  @Override
  public void start() {
    setCharset(StandardCharsets.UTF_8);
    super.start();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String line = new String(super.encode(event), StandardCharsets.UTF_8);
    return Scrub.ofProcess().text(line).getBytes(StandardCharsets.UTF_8);
  }
}
