package dev.drydock.bot.slack;

import com.slack.api.bolt.App;

/** How what people do in Slack comes in. */
interface Door extends AutoCloseable {
  /** Lets requests in; may be called again after it failed. */
  void open(App app) throws Exception;

  /** Whether requests come in as far as one can tell. */
  boolean isOpen();

  @Override
  void close();
}
