package dev.drydock.bot.slack;

import com.slack.api.Slack;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import dev.drydock.bot.desk.Membership;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Finds a person's groups for those who ask from outside Slack. Nothing is remembered; what cannot
 * be read counts as no.
 */
public final class Memberships {
  private Memberships() {}

  /**
   * @param apiUrl null for Slack's own
   * @param user Slack's id of the person
   * @param asked ids of the groups to look the person up in
   */
  public static Membership find(
      String apiUrl, String botToken, String user, Collection<String> asked) {
    List<String> in = new ArrayList<>();
    List<String> troubles = new ArrayList<>();
    try (Slack slack = SlackEdge.client(apiUrl)) {
      MethodsClient client = slack.methods(botToken);
      for (String group : Set.copyOf(asked)) {
        String trouble = look(client, user, group, in);
        if (!trouble.isEmpty()) {
          troubles.add("Slack does not tell who is in group " + group + ": " + trouble);
        }
      }
    } catch (Exception e) {
      return Membership.none("Slack does not tell your groups: " + e.getMessage());
    }
    return new Membership(List.copyOf(in), String.join("; ", troubles));
  }

  /** What is wrong, or nothing. */
  private static String look(MethodsClient client, String user, String group, List<String> in) {
    try {
      var list = client.usergroupsUsersList(r -> r.usergroup(group).includeDisabled(false));
      if (!list.isOk() || list.getUsers() == null) {
        return String.valueOf(list.getError());
      }
      if (list.getUsers().contains(user)) {
        in.add(group);
      }
      return "";
    } catch (IOException e) {
      return "it cannot be reached (" + e.getClass().getSimpleName() + ")";
    } catch (SlackApiException e) {
      return "HTTP " + e.getResponse().code();
    }
  }
}
