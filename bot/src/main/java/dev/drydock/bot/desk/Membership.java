package dev.drydock.bot.desk;

import java.util.List;

/**
 * Which of some user groups a person is in, found at this moment.
 *
 * @param groups ids; empty where they cannot be found
 * @param trouble why some could not be found, in words for that person; or empty
 */
public record Membership(List<String> groups, String trouble) {
  public static Membership none(String trouble) {
    return new Membership(List.of(), trouble);
  }
}
