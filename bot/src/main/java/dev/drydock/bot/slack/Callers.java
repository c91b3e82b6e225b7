package dev.drydock.bot.slack;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.model.User;
import dev.drydock.bot.desk.Caller;
import dev.drydock.bot.desk.People;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who pressed or typed: the team and user of the signed payload, looked up in Slack, and
 * their groups at this moment. What cannot be read counts as no.
 */
final class Callers {
  private static final Logger LOG = LoggerFactory.getLogger(Callers.class);
  private static final Duration KEEP = Duration.ofSeconds(60);
  private final MethodsClient client;
  private final People people;
  private final Set<String> teams;
  private final Kept<String, User> users = new Kept<>(KEEP, 1000);
  private final Kept<String, List<String>> members = new Kept<>(KEEP, 200);
  private volatile String ownTeam;

  /**
   * @param teams whose people may ask; empty for the bot's own
   */
  Callers(MethodsClient client, People people, Collection<String> teams) {
    this.client = client;
    this.people = people;
    this.teams = Set.copyOf(teams);
  }

  void ownTeam(String team) {
    this.ownTeam = team;
  }

  /**
   * @param unreadable groups whose members Slack did not tell
   */
  record Known(Caller caller, List<String> unreadable) {}

  /**
   * @param groups to look the person up in
   * @throws Refused a stranger, a guest, a bot, somebody deactivated, or Slack did not tell
   */
  Known find(Asker asker, Collection<String> groups) {
    if (asker.team() == null || !isOurs(asker.team())) {
      throw new Refused("Only people of this workspace may ask Drydock.", "");
    }
    allow(user(asker.user()));
    List<String> in = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (String group : Set.copyOf(groups)) {
      List<String> found = membersOf(group);
      if (found == null) {
        unreadable.add(group);
      } else if (found.contains(asker.user())) {
        in.add(group);
      }
    }
    Caller caller = new Caller(people.ofSlack(asker.user()), List.copyOf(in), Source.SLACK);
    return new Known(caller, unreadable);
  }

  Caller find(Asker asker) {
    return find(asker, List.of()).caller();
  }

  private boolean isOurs(String team) {
    if (!teams.isEmpty()) {
      return teams.contains(team);
    }
    if (ownTeam == null) {
      throw new Refused("Drydock has not reached Slack yet; try again in a moment.", "");
    }
    return ownTeam.equals(team);
  }

  private void allow(User user) {
    String why =
        user.isDeleted()
            ? "Your account is deactivated."
            : user.isBot() || user.isWorkflowBot()
                ? "Bots may not ask Drydock; a person has to."
                : user.isRestricted() || user.isUltraRestricted()
                    ? "Guests may not ask Drydock; ask a member of this workspace."
                    : user.isStranger() || (user.getTeamId() != null && !isOurs(user.getTeamId()))
                        ? "Only people of this workspace may ask Drydock."
                        : null;
    if (why != null) {
      throw new Refused(why, "");
    }
  }

  private User user(String id) {
    User known = users.get(id);
    if (known != null) {
      return known;
    }
    try {
      var info = client.usersInfo(r -> r.user(id));
      if (info.isOk() && info.getUser() != null) {
        users.put(id, info.getUser());
        return info.getUser();
      }
      LOG.warn("users.info of {}: {}", id, info.getError());
    } catch (IOException | SlackApiException e) {
      LOG.warn("users.info of {}: {}", id, e.toString());
    }
    throw new Refused("Slack did not tell me who you are, so I do nothing. Try again.", "");
  }

  /** Null when Slack does not tell. */
  private List<String> membersOf(String group) {
    List<String> known = members.get(group);
    if (known != null) {
      return known;
    }
    try {
      var list = client.usergroupsUsersList(r -> r.usergroup(group).includeDisabled(false));
      if (list.isOk() && list.getUsers() != null) {
        members.put(group, list.getUsers());
        return list.getUsers();
      }
      LOG.warn("usergroups.users.list of {}: {}", group, list.getError());
    } catch (IOException | SlackApiException e) {
      LOG.warn("usergroups.users.list of {}: {}", group, e.toString());
    }
    return null;
  }
}
