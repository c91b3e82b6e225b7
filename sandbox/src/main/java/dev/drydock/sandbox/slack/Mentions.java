package dev.drydock.sandbox.slack;

import dev.drydock.sandbox.slack.Workspace.Person;
import dev.drydock.sandbox.slack.Workspace.UserGroup;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names in what people type become ids, as Slack's client and {@code should_escape} do it. */
final class Mentions {
  private static final Pattern NAME = Pattern.compile("(?<![\\w<])([@#])([\\w][\\w.-]*)");

  private final Workspace workspace;

  Mentions(Workspace workspace) {
    this.workspace = workspace;
  }

  /** For a command's text: ids with names, {@code <@U1|ana>}. */
  String escape(String text) {
    return replace(text, true);
  }

  /** For a message: special characters escaped first, then ids, {@code <@U1>}. */
  String message(String text) {
    String safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return replace(safe, false);
  }

  private String replace(String text, boolean withName) {
    Matcher names = NAME.matcher(text);
    StringBuilder out = new StringBuilder();
    while (names.find()) {
      String found = resolve(names.group(1), names.group(2), withName);
      names.appendReplacement(
          out, Matcher.quoteReplacement(found.isEmpty() ? names.group() : found));
    }
    return names.appendTail(out).toString();
  }

  private String resolve(String sign, String name, boolean withName) {
    String label = withName ? "|" + name : "";
    if (sign.equals("#")) {
      return workspace.find(name).map(c -> "<#" + c.id() + label + ">").orElse("");
    }
    if (name.equals("here") || name.equals("channel") || name.equals("everyone")) {
      return "<!" + name + ">";
    }
    for (Person person : workspace.people()) {
      if (person.name().equals(name)) {
        return "<@" + person.id() + label + ">";
      }
    }
    for (UserGroup group : workspace.groups()) {
      if (group.handle().equals(name)) {
        return "<!subteam^" + group.id() + (withName ? "|@" + name : "") + ">";
      }
    }
    return "";
  }
}
