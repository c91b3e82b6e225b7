package dev.drydock.sandbox.canary;

import dev.drydock.sandbox.slack.Call;
import dev.drydock.sandbox.slack.FakeSlack;
import dev.drydock.sandbox.slack.Workspace;
import java.nio.charset.StandardCharsets;

/** All that Slack was sent, and what people see of it. */
public record SlackPlace(FakeSlack slack) implements Place {
  @Override
  public String name() {
    return "Slack: calls, messages, files, what one person alone sees, views";
  }

  @Override
  public void show(Shown shown) {
    for (Call call : slack.calls()) {
      shown.piece(call.method(), bytes(call.args()));
      shown.piece(call.method() + " answered", bytes(call.answer()));
    }
    slack.files().forEach(shown::piece);
    for (Workspace.Channel channel : slack.workspace().channels()) {
      slack
          .channel(channel.id())
          .messages()
          .forEach(
              message -> {
                shown.piece(channel.name(), bytes(message.json()));
                slack
                    .channel(channel.id())
                    .thread(message.ts())
                    .forEach(reply -> shown.piece(channel.name() + " thread", bytes(reply.json())));
              });
    }
    for (Workspace.Person person : slack.workspace().people()) {
      slack.ephemerals(person.id()).forEach(m -> shown.piece(person.name(), bytes(m.json())));
      slack.views(person.id()).forEach(view -> shown.piece(person.name(), bytes(view.json())));
    }
  }

  private static byte[] bytes(Object json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
