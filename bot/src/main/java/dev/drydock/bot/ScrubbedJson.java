package dev.drydock.bot;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.Scrub;
import java.nio.charset.StandardCharsets;

/** Log entries as JSON without secrets; each text in it by itself, so that it stays JSON. */
public final class ScrubbedJson extends JsonEncoder {
  @Override
  public byte[] encode(ILoggingEvent event) {
    String entry = new String(super.encode(event), StandardCharsets.UTF_8);
    return (Scrub.ofProcess().json(Json.read(entry)) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
