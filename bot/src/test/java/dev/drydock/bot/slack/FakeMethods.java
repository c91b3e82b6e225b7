package dev.drydock.bot.slack;

import com.slack.api.RequestConfigurator;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.request.chat.ChatUpdateRequest;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.methods.response.chat.ChatUpdateResponse;
import com.slack.api.methods.response.conversations.ConversationsRepliesResponse;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What cards need of Slack: takes each call, or says no to those that {@link #denies} tells. */
final class FakeMethods {
  /** Slack's word for no; null for yes. */
  interface Denying {
    String why(ChatUpdateRequest request);
  }

  final List<ChatUpdateRequest> updates = new CopyOnWriteArrayList<>();
  final List<String> called = new CopyOnWriteArrayList<>();
  volatile Denying deniesUpdate = request -> null;
  volatile String deniesReply;

  MethodsClient client() {
    return (MethodsClient)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {MethodsClient.class},
            (proxy, method, arguments) -> {
              called.add(method.getName());
              return switch (method.getName()) {
                case "chatUpdate" -> update(arguments[0]);
                case "chatPostMessage" -> posted();
                case "conversationsReplies" -> nothingTold();
                default -> throw new UnsupportedOperationException(method.getName());
              };
            });
  }

  @SuppressWarnings("unchecked")
  private ChatUpdateResponse update(Object configurator) {
    ChatUpdateRequest request =
        ((RequestConfigurator<ChatUpdateRequest.ChatUpdateRequestBuilder>) configurator)
            .configure(ChatUpdateRequest.builder())
            .build();
    ChatUpdateResponse answer = new ChatUpdateResponse();
    answer.setError(deniesUpdate.why(request));
    answer.setOk(answer.getError() == null);
    if (answer.isOk()) {
      updates.add(request);
    }
    return answer;
  }

  private ChatPostMessageResponse posted() {
    ChatPostMessageResponse answer = new ChatPostMessageResponse();
    answer.setError(deniesReply);
    answer.setOk(deniesReply == null);
    answer.setChannel("C0MIGRATE");
    answer.setTs("1700000000.000001");
    return answer;
  }

  private static ConversationsRepliesResponse nothingTold() {
    ConversationsRepliesResponse answer = new ConversationsRepliesResponse();
    answer.setOk(true);
    answer.setMessages(List.of());
    return answer;
  }
}
