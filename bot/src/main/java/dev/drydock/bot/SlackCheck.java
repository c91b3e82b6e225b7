package dev.drydock.bot;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.response.auth.AuthTestResponse;
import com.slack.api.methods.response.conversations.ConversationsInfoResponse;
import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.workflows.config.DrydockConfig;
import dev.drydock.workflows.config.Secrets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The bot's token, its scopes, and whether it is in its channel. */
record SlackCheck(DrydockConfig.SlackConfig config, Secrets secrets) {
  /** Those of {@code slack/manifest.yaml}. */
  static final List<String> SCOPES =
      List.of(
          "commands",
          "chat:write",
          "users:read",
          "usergroups:read",
          "files:write",
          "channels:history",
          "groups:history",
          "channels:read",
          "groups:read");

  List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    SlackConfig client = new SlackConfig();
    if (config.apiUrl() != null) {
      client.setMethodsEndpointUrlPrefix(config.apiUrl());
    }
    try (Slack slack = Slack.getInstance(client)) {
      MethodsClient methods = slack.methods(secrets.resolve(config.botToken()));
      AuthTestResponse who = methods.authTest(r -> r);
      if (!who.isOk()) {
        return List.of(
            Finding.wrong("slack", "auth.test says " + who.getError(), "is slack.botToken right?"));
      }
      findings.add(Finding.ok("slack", who.getUser() + " in " + who.getTeam()));
      findings.add(scopes(who.getHttpResponseHeaders()));
      findings.add(channel(methods.conversationsInfo(r -> r.channel(config.channel()))));
    } catch (SlackApiException e) {
      findings.add(Finding.wrong("slack", "HTTP " + e.getResponse().code(), ""));
    } catch (IOException e) {
      findings.add(Finding.wrong("slack", "cannot be reached: " + e.getMessage(), ""));
    } catch (Exception e) {
      findings.add(Finding.wrong("slack", String.valueOf(e.getMessage()), ""));
    }
    return findings;
  }

  private static Finding scopes(Map<String, List<String>> headers) {
    List<String> granted =
        headers.entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase("x-oauth-scopes"))
            .flatMap(header -> header.getValue().stream())
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(String::strip)
            .toList();
    if (granted.isEmpty()) {
      return Finding.note("slack scopes", "this server does not tell", "");
    }
    List<String> missing = SCOPES.stream().filter(scope -> !granted.contains(scope)).toList();
    return missing.isEmpty()
        ? Finding.ok("slack scopes", String.join(", ", SCOPES))
        : Finding.wrong(
            "slack scopes",
            "missing " + String.join(", ", missing),
            "add them under OAuth & Permissions, then install the app again");
  }

  private Finding channel(ConversationsInfoResponse answer) {
    if (!answer.isOk()) {
      return Finding.wrong(
          "slack channel",
          config.channel() + ": " + answer.getError(),
          "is slack.channel an id? A private channel is not seen before: /invite @drydock");
    }
    return answer.getChannel().isMember()
        ? Finding.ok("slack channel", "#" + answer.getChannel().getName())
        : Finding.wrong(
            "slack channel",
            "the bot is not in #" + answer.getChannel().getName(),
            "in that channel: /invite @drydock");
  }
}
