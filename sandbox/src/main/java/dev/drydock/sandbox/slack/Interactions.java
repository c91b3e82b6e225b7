package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.sandbox.slack.Workspace.Channel;
import dev.drydock.sandbox.slack.Workspace.Person;
import dev.drydock.sandbox.slack.Workspace.SlashCommand;
import java.util.Optional;
import java.util.function.Supplier;

/** What people do to messages and with commands: delivered to the app, and its answer shown. */
final class Interactions {
  private static final String SLACKBOT = "USLACKBOT";

  private final Core core;
  private final Payloads payloads;
  private final Supplier<Delivery> delivery;

  Interactions(Core core, Payloads payloads, Supplier<Delivery> delivery) {
    this.core = core;
    this.payloads = payloads;
    this.delivery = delivery;
  }

  /** A plain message; a thread's root ts or empty. */
  Message say(Person person, Channel channel, String text, String threadTs) {
    ObjectNode message = Json.object().put("user", person.id()).put("team", person.teamId());
    message.put("text", new Mentions(core.workspace()).message(text));
    if (!threadTs.isEmpty()) {
      message.put("thread_ts", threadTs);
    }
    return core.messages().add(channel.id(), message);
  }

  Seen slash(Person person, Channel channel, String name, String text) {
    Watch watch = new Watch(core, person.id());
    Optional<SlashCommand> command = core.workspace().command(name);
    if (command.isEmpty()) {
      slackbot(
          person,
          channel,
          "`"
              + name
              + "` is not a valid command. In Slack, all messages that start with the \"/\" character are interpreted as commands.");
      return watch.seen("unknown_command");
    }
    Delivery.Ack ack =
        delivery
            .get()
            .deliver(
                Delivery.Kind.SLASH_COMMANDS,
                payloads.command(person, channel, command.get(), text));
    String error = ack.outcome().error();
    if (ack.arrived()) {
      error = showAnswer(person, channel, name + " " + text, ack.payload());
    }
    if (!error.isEmpty()) {
      slackbot(person, channel, name + " failed with the error \"" + error + "\"");
    }
    return watch.seen(error);
  }

  /** Slack does not run an app's commands in threads; the person is told so. */
  Seen slashInThread(Person person, Channel channel, String name, String threadTs) {
    Watch watch = new Watch(core, person.id());
    ObjectNode message = Json.object().put("user", SLACKBOT).put("thread_ts", threadTs);
    message.put("text", name + " is not supported in threads. Sorry!");
    core.messages().addEphemeral(channel.id(), person.id(), message);
    return watch.seen("not_supported_in_threads");
  }

  /**
   * @param chosen by action_id, for elements that hold a value; else an empty object
   */
  Seen act(Person person, Message message, String actionId, JsonNode chosen) {
    Watch watch = new Watch(core, person.id());
    Blocks.Found found =
        Blocks.find(message.blocks(), actionId)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "nothing to press: no " + actionId + " on " + message.json()));
    ObjectNode payload = payloads.actionOnMessage(person, message, found, chosen);
    return watch.seen(delivery.get().deliver(Delivery.Kind.INTERACTIVE, payload).outcome().error());
  }

  /** The error's name, or empty. */
  private String showAnswer(Person person, Channel channel, String typed, JsonNode answer) {
    Args args = new Args(Json.copy(answer));
    boolean nothing =
        args.text("text").isEmpty() && !args.has("blocks") && !args.has("attachments");
    boolean inChannel = args.text("response_type").equals("in_channel");
    if (inChannel) {
      say(person, channel, typed, "");
    }
    if (nothing) {
      return "";
    }
    try {
      ObjectNode message = AppIdentity.sign(Content.required(args), core.workspace());
      if (inChannel) {
        core.messages().add(channel.id(), message);
      } else {
        core.messages().addEphemeral(channel.id(), person.id(), message);
      }
      return "";
    } catch (SlackError unusable) {
      return "invalid_command_response";
    }
  }

  private void slackbot(Person person, Channel channel, String text) {
    ObjectNode message = Json.object().put("user", SLACKBOT).put("text", text);
    core.messages().addEphemeral(channel.id(), person.id(), message);
  }
}
