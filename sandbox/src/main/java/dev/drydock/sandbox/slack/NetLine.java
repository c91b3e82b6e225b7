package dev.drydock.sandbox.slack;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Takes Slack's servers off the net and back. */
final class NetLine implements Faults.Line {
  private final FakeSlack slack;

  NetLine(FakeSlack slack) {
    this.slack = slack;
  }

  @Override
  public void refuse() {
    slack.api().stop();
    slack.sockets().server().shut();
    slack.changed();
  }

  @Override
  public void unavailable() {
    slack.api().unavailable(true);
    slack.sockets().server().shut();
    slack.changed();
  }

  @Override
  public void restore() {
    try {
      slack.sockets().server().open();
      slack.api().unavailable(false);
      slack.api().start();
      slack.changed();
    } catch (IOException taken) {
      throw new UncheckedIOException("the port was taken meanwhile", taken);
    }
  }

  @Override
  public void dropSockets() {
    slack.sockets().server().connections().forEach(MiniWebSocket.Connection::cut);
  }

  @Override
  public void refreshSockets() {
    slack.sockets().refresh();
  }
}
