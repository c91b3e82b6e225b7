package dev.drydock.bot.slack;

import com.slack.api.Slack;
import com.slack.api.app_backend.interactive_components.ActionResponseSender;
import com.slack.api.app_backend.interactive_components.response.ActionResponse;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.model.block.LayoutBlock;
import dev.drydock.bot.desk.Refused;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one person alone. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final int MOST_TEXT = 3500;
  private final ActionResponseSender sender;
  private final MethodsClient client;
  private final boolean realSlack;

  /**
   * @param realSlack true where answers may go to Slack's own host only
   */
  Answers(Slack slack, MethodsClient client, boolean realSlack) {
    this.sender = new ActionResponseSender(slack);
    this.client = client;
    this.realSlack = realSlack;
  }

  void tell(Asker to, String text) {
    tell(to, text, null);
  }

  void tell(Asker to, String text, List<LayoutBlock> blocks) {
    String fits = Kit.fit(List.of(text.split("\n", -1)), MOST_TEXT, "drydock status");
    if (!toResponseUrl(to, fits, blocks)) {
      toChannel(to, fits, blocks);
    }
  }

  /** A refusal with the command that would be right. */
  static String words(Refused refused) {
    return words(Words.said(refused.getMessage(), 1500), refused.instead());
  }

  /**
   * @param why already escaped
   * @param instead as typed, without {@code /migrate}; may be empty
   */
  static String words(String why, String instead) {
    return instead.isEmpty() ? why : why + "\nTry `/migrate " + Words.code(instead) + "`";
  }

  private boolean toResponseUrl(Asker to, String text, List<LayoutBlock> blocks) {
    if (to.responseUrl() == null || !isAllowed(to.responseUrl())) {
      return false;
    }
    try {
      ActionResponse answer =
          ActionResponse.builder()
              .responseType("ephemeral")
              .replaceOriginal(false)
              .text(text)
              .blocks(blocks)
              .build();
      return sender.send(to.responseUrl(), answer).getCode() == 200;
    } catch (IOException e) {
      LOG.warn("response_url of {} did not take an answer: {}", to.user(), e.toString());
      return false;
    }
  }

  private void toChannel(Asker to, String text, List<LayoutBlock> blocks) {
    if (to.channel() == null) {
      LOG.warn("no way left to answer {}: {}", to.user(), text);
      return;
    }
    try {
      var told =
          client.chatPostEphemeral(
              r -> r.channel(to.channel()).user(to.user()).text(text).blocks(blocks));
      if (!told.isOk()) {
        LOG.warn("{} could not be answered: {}", to.user(), told.getError());
      }
    } catch (IOException | SlackApiException e) {
      LOG.warn("{} could not be answered", to.user(), e);
    }
  }

  private boolean isAllowed(String url) {
    return !realSlack || url.startsWith("https://hooks.slack.com/");
  }
}
