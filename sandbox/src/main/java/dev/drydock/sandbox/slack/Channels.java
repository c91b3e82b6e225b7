package dev.drydock.sandbox.slack;

import dev.drydock.sandbox.slack.Workspace.Channel;

/** Finds the channel an app means, and refuses as Slack does where the app may not go there. */
final class Channels {
  private final Workspace workspace;

  Channels(Workspace workspace) {
    this.workspace = workspace;
  }

  /** A channel the bot can see: any public one, and the private ones it is in. */
  Channel visible(String idOrName) {
    Channel channel = person(idOrName);
    if (channel == null) {
      channel = workspace.find(idOrName).orElseThrow(() -> new SlackError("channel_not_found"));
    }
    if (channel.isPrivate() && !isIn(channel)) {
      throw new SlackError("channel_not_found");
    }
    return channel;
  }

  /** A channel the bot may write to. */
  Channel writable(String idOrName) {
    Channel channel = visible(idOrName);
    if (!isIn(channel)) {
      throw new SlackError("not_in_channel");
    }
    return channel;
  }

  private Channel person(String id) {
    return workspace.person(id).map(p -> workspace.directMessage(p.id())).orElse(null);
  }

  private boolean isIn(Channel channel) {
    return channel.members().contains(workspace.bot().id());
  }
}
