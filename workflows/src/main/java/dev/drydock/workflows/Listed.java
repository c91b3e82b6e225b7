package dev.drydock.workflows;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whom a place of {@code drydock.yaml} names.
 *
 * @param people ids from {@code people:}
 * @param groups ids of Slack user groups; each of their members is meant
 */
public record Listed(List<String> people, List<String> groups) {
  private static final int MOST_TOLD = 10;

  /**
   * @param in ids of the groups the person is in
   */
  public boolean has(String person, Collection<String> in) {
    return people.contains(person) || in.stream().anyMatch(groups::contains);
  }

  public Listed and(Listed more) {
    return new Listed(
        Stream.concat(people.stream(), more.people.stream()).distinct().toList(),
        Stream.concat(groups.stream(), more.groups.stream()).distinct().toList());
  }

  /** {@code ben, cho, a member of group S0DBA}. */
  public String words() {
    List<String> all =
        Stream.concat(people.stream(), groups.stream().map(id -> "a member of group " + id))
            .toList();
    String told = String.join(", ", all.subList(0, Math.min(MOST_TOLD, all.size())));
    return all.isEmpty()
        ? "nobody"
        : told + (all.size() > MOST_TOLD ? " and " + (all.size() - MOST_TOLD) + " more" : "");
  }
}
