package dev.drydock.bot.slack;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.model.view.View;
import dev.drydock.bot.desk.Refused;
import java.io.IOException;
import java.util.Set;

/** Opens a form, which Slack lets us do for three seconds. */
final class Opening {
  private static final Set<String> LATE = Set.of("expired_trigger_id", "exchanged_trigger_id");

  private Opening() {}

  static void open(MethodsClient client, Asker asker, View view)
      throws IOException, SlackApiException {
    var opened = client.viewsOpen(r -> r.triggerId(asker.triggerId()).view(view));
    if (!opened.isOk()) {
      if (LATE.contains(opened.getError())) {
        throw new Refused("The form came too late for Slack; nothing was done. Try again.", "");
      }
      throw new IllegalStateException(
          "views.open: " + opened.getError() + " " + opened.getResponseMetadata());
    }
  }
}
