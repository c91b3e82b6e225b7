package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.sandbox.slack.Workspace.Channel;
import dev.drydock.sandbox.slack.Workspace.Person;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One person in one channel: everything they can do. Calls wait for the app's acknowledgement. */
public final class Seat {
  private final Person person;
  private final Channel channel;
  private final Core core;
  private final Interactions interactions;
  private final Modals modals;

  Seat(Person person, Channel channel, Core core, Interactions interactions, Modals modals) {
    this.person = person;
    this.channel = channel;
    this.core = core;
    this.interactions = interactions;
    this.modals = modals;
  }

  public Message say(String text) {
    return interactions.say(person, channel, text, "");
  }

  public Message reply(String threadTs, String text) {
    return interactions.say(person, channel, text, threadTs);
  }

  /** For example {@code slash("/migrate", "keeper 1.9.0")}. */
  public Seen slash(String command, String text) {
    return interactions.slash(person, channel, command, text);
  }

  /** What Slack says to a command typed in a thread. */
  public Seen slashInThread(String command, String threadTs) {
    return interactions.slashInThread(person, channel, command, threadTs);
  }

  /** Presses a button; a confirm dialog is taken as agreed to. */
  public Seen press(String messageTs, String actionId) {
    return interactions.act(person, message(messageTs), actionId, Json.object());
  }

  /** As {@link #press}, on a message as it stood earlier: what a screen not yet refreshed sends. */
  public Seen press(Message asSeen, String actionId) {
    return interactions.act(person, asSeen, actionId, Json.object());
  }

  /** Chooses in a menu or picker of a message; the value of an option, or a date. */
  public Seen choose(String messageTs, String actionId, String value) {
    return interactions.act(
        person, message(messageTs), actionId, Json.object().put(actionId, value));
  }

  Seen choose(String messageTs, String actionId, JsonNode chosen) {
    return interactions.act(person, message(messageTs), actionId, chosen);
  }

  /** Presses a button or chooses inside a modal, with what is filled in so far. */
  public Seen actInView(String viewId, String actionId, Map<String, ?> filledIn) {
    return modals.act(person, viewId, actionId, Json.MAPPER.valueToTree(filledIn));
  }

  Seen actInView(String viewId, String actionId, JsonNode filledIn) {
    return modals.act(person, viewId, actionId, filledIn);
  }

  /**
   * @param values by action_id or block_id: a text, an option's value, or a list of them
   */
  public Seen submit(String viewId, Map<String, ?> values) {
    return modals.submit(person, viewId, Json.MAPPER.valueToTree(values));
  }

  Seen submit(String viewId, JsonNode values) {
    return modals.submit(person, viewId, values);
  }

  /** The Cancel button of the view on top. */
  public Seen closeView(String viewId) {
    return modals.close(person, viewId, false);
  }

  /** The cross: everything goes. */
  public Seen closeAllViews(String viewId) {
    return modals.close(person, viewId, true);
  }

  /** What an external select of a modal offers. */
  public List<JsonNode> suggest(String viewId, String actionId, String typed) {
    return modals.suggestInView(person, viewId, actionId, typed);
  }

  List<JsonNode> suggestOnMessage(String messageTs, String actionId, String typed) {
    return modals.suggestOnMessage(person, message(messageTs), actionId, typed);
  }

  /** Takes an ephemeral message off this person's screen. */
  public void dismiss(String messageTs) {
    core.messages().dismiss(person.id(), messageTs);
  }

  private Message message(String ts) {
    Optional<Message> ephemeral = core.messages().ephemeral(person.id(), ts);
    return ephemeral
        .or(() -> core.messages().find(channel.id(), ts))
        .orElseThrow(
            () -> new IllegalArgumentException("no message " + ts + " in " + channel.name()));
  }
}
