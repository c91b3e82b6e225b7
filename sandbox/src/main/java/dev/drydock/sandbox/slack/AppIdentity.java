package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The one installed app: ids, and secrets made anew at each start. */
record AppIdentity(String botToken, String appToken, String signingSecret) {
  static final String APP_ID = "A0DRYDOCK";
  static final String BOT_ID = "B0DRYDOCK";

  static AppIdentity create() {
    return new AppIdentity(
        "xoxb-sandbox-" + Ids.hex(12), "xapp-1-" + APP_ID + "-" + Ids.hex(16), Ids.hex(16));
  }

  /** The fields that say who posted. */
  static ObjectNode sign(ObjectNode message, Workspace workspace) {
    message.put("user", workspace.bot().id()).put("bot_id", BOT_ID).put("app_id", APP_ID);
    message.put("team", workspace.teamId());
    ObjectNode profile = message.putObject("bot_profile");
    profile.put("id", BOT_ID).put("app_id", APP_ID).put("name", workspace.bot().name());
    profile.put("deleted", false).put("team_id", workspace.teamId());
    return message;
  }
}
