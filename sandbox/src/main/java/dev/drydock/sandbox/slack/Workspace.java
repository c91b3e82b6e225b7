package dev.drydock.sandbox.slack;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who and what there is: one team, its people, channels, user groups and the one installed app. May
 * be changed while Slack runs (somebody leaves a group, a bot is invited), as in life; every method
 * is safe to call from any thread.
 */
public final class Workspace {
  /** The scopes a bot token carries unless {@link #scopes} says otherwise: the manifest's. */
  public static final Set<String> USUAL_SCOPES =
      Set.of(
          "commands",
          "chat:write",
          "users:read",
          "usergroups:read",
          "channels:read",
          "groups:read",
          "channels:history",
          "groups:history",
          "files:write");

  /**
   * A person or bot user.
   *
   * @param color six hex digits of the avatar
   * @param restricted a guest: sees only the channels they are in
   * @param teamId differs from the workspace's own for a stranger of Slack Connect
   */
  public record Person(
      String id,
      String name,
      String realName,
      String color,
      boolean bot,
      boolean restricted,
      boolean deleted,
      String teamId) {
    /** Whether they see no channel but those they are in: guests, and strangers of another team. */
    boolean limitedTo(String homeTeamId) {
      return restricted || !teamId.equals(homeTeamId);
    }

    public String initials() {
      StringBuilder initials = new StringBuilder();
      for (String word : realName.trim().split("\\s+")) {
        if (!word.isEmpty() && initials.length() < 2) {
          initials.appendCodePoint(Character.toUpperCase(word.codePointAt(0)));
        }
      }
      return initials.toString();
    }
  }

  public record Channel(
      String id, String name, boolean isPrivate, boolean isIm, String topic, Set<String> members) {
    public Channel {
      members = Set.copyOf(members);
    }

    Channel with(Set<String> newMembers) {
      return new Channel(id, name, isPrivate, isIm, topic, newMembers);
    }
  }

  public record UserGroup(String id, String handle, String name, List<String> members) {
    public UserGroup {
      members = List.copyOf(members);
    }
  }

  /**
   * @param shouldEscape whether Slack turns {@code @ana} into {@code <@U..|ana>} before it delivers
   *     the text
   */
  public record SlashCommand(
      String command, String description, String usageHint, boolean shouldEscape) {}

  private final String teamId;
  private final String teamName;
  private final Map<String, Person> people = new LinkedHashMap<>();
  private final Map<String, Channel> channels = new LinkedHashMap<>();
  private final Map<String, UserGroup> groups = new LinkedHashMap<>();
  private final Map<String, SlashCommand> commands = new LinkedHashMap<>();
  private Person bot;
  private Set<String> scopes = USUAL_SCOPES;

  /** An empty workspace with one app whose bot user is {@code botName}. */
  public Workspace(String teamId, String teamName, String botName) {
    this.teamId = teamId;
    this.teamName = teamName;
    this.bot = new Person("U0BOT", botName, botName, "3f6f8f", true, false, false, teamId);
    people.put(bot.id(), bot);
  }

  /**
   * The demo's world: ana asks, ben and cho may approve (group {@code @db-approvers}), gil is a
   * guest, dora a stranger of another company, eve left.
   */
  public static Workspace demo() {
    Workspace w = new Workspace("T0DRYDOCK", "Harbour", "drydock");
    w.person("U0ANA", "ana", "Ana Lima", "e8912d").person("U0BEN", "ben", "Ben Okafor", "2b7a78");
    w.person("U0CHO", "cho", "Cho Minseo", "7b4fa3");
    w.put(new Person("U0GIL", "gil", "Gil Novak", "8d6e63", false, true, false, "T0DRYDOCK"));
    w.put(new Person("U0DORA", "dora", "Dora Weiss", "c2185b", false, false, false, "T0PARTNER"));
    w.put(new Person("U0EVE", "eve", "Eve Moreau", "9e9e9e", false, false, true, "T0DRYDOCK"));
    w.channel(
        "C0MIGRATE",
        "migrations",
        "Migrations, one card each",
        "U0ANA",
        "U0BEN",
        "U0CHO",
        "U0GIL",
        "U0DORA",
        "U0BOT");
    w.channel("C0GENERAL", "general", "Everybody", "U0ANA", "U0BEN", "U0CHO");
    w.privateChannel("C0OPS", "ops-private", "Operators only", "U0ANA", "U0BEN");
    w.group("S0APPROVE", "db-approvers", "Database approvers", "U0BEN", "U0CHO");
    w.command(
        "/migrate",
        "Start, approve and follow database migrations",
        "<app> <version> | status | help");
    return w;
  }

  public synchronized Workspace person(String id, String name, String realName, String color) {
    return put(new Person(id, name, realName, color, false, false, false, teamId));
  }

  /** Adds or replaces. */
  public synchronized Workspace put(Person person) {
    people.put(person.id(), person);
    return this;
  }

  public synchronized Workspace channel(String id, String name, String topic, String... members) {
    return put(new Channel(id, name, false, false, topic, Set.of(members)));
  }

  public synchronized Workspace privateChannel(
      String id, String name, String topic, String... members) {
    return put(new Channel(id, name, true, false, topic, Set.of(members)));
  }

  /** Adds or replaces. */
  public synchronized Workspace put(Channel channel) {
    channels.put(channel.id(), channel);
    return this;
  }

  /** Adds or replaces; with no members it is the group that must deny everybody. */
  public synchronized Workspace group(String id, String handle, String name, String... members) {
    groups.put(id, new UserGroup(id, handle, name, List.of(members)));
    return this;
  }

  public Workspace command(String command, String description, String usageHint) {
    return command(new SlashCommand(command, description, usageHint, true));
  }

  public synchronized Workspace command(SlashCommand command) {
    commands.put(command.command(), command);
    return this;
  }

  /** What the bot token may do from now on; a method outside it answers {@code missing_scope}. */
  public synchronized Workspace scopes(Set<String> newScopes) {
    scopes = Set.copyOf(newScopes);
    return this;
  }

  public synchronized Workspace join(String channelId, String userId) {
    Set<String> members = new LinkedHashSet<>(channels.get(channelId).members());
    members.add(userId);
    return put(channels.get(channelId).with(members));
  }

  public synchronized Workspace leave(String channelId, String userId) {
    Set<String> members = new LinkedHashSet<>(channels.get(channelId).members());
    members.remove(userId);
    return put(channels.get(channelId).with(members));
  }

  public String teamId() {
    return teamId;
  }

  public String teamName() {
    return teamName;
  }

  public String teamDomain() {
    return teamName.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  public synchronized Person bot() {
    return bot;
  }

  public synchronized Set<String> scopes() {
    return scopes;
  }

  public synchronized Optional<Person> person(String id) {
    return Optional.ofNullable(people.get(id));
  }

  public synchronized List<Person> people() {
    return List.copyOf(people.values());
  }

  public synchronized Optional<Channel> channel(String id) {
    return Optional.ofNullable(channels.get(id));
  }

  public synchronized List<Channel> channels() {
    return List.copyOf(channels.values());
  }

  public synchronized Optional<UserGroup> group(String id) {
    return Optional.ofNullable(groups.get(id));
  }

  public synchronized List<UserGroup> groups() {
    return List.copyOf(groups.values());
  }

  public synchronized Optional<SlashCommand> command(String command) {
    return Optional.ofNullable(commands.get(command));
  }

  public synchronized Collection<SlashCommand> commands() {
    return List.copyOf(commands.values());
  }

  /** A channel by id, {@code #name} or name. */
  synchronized Optional<Channel> find(String idOrName) {
    String name = idOrName.startsWith("#") ? idOrName.substring(1) : idOrName;
    return channel(idOrName)
        .or(() -> channels.values().stream().filter(c -> c.name().equals(name)).findFirst());
  }

  /** The direct conversation of the bot with that person, made at its first use. */
  synchronized Channel directMessage(String userId) {
    String id = "D" + userId.substring(1);
    channels.computeIfAbsent(id, k -> new Channel(k, "", true, true, "", Set.of(userId, bot.id())));
    return channels.get(id);
  }
}
