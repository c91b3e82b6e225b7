package dev.drydock.workflows.config;

import java.util.List;
import java.util.Map;

/**
 * {@code drydock.yaml} as read.
 *
 * @param temporal null fields fall back to Temporal's own environment
 * @param slack null when there is no Slack
 * @param kubernetes context and kubeconfig; null fields for the surrounding cluster's or the
 *     default ones
 * @param people by id
 */
public record DrydockConfig(
    TemporalConfig temporal,
    LedgerConfig ledger,
    SlackConfig slack,
    KubernetesConfig kubernetes,
    Map<String, Person> people,
    Apps apps) {

  public record TemporalConfig(String address, String namespace) {}

  public record KubernetesConfig(String kubeconfig, String context) {}

  /**
   * @param mode {@code socket} or {@code http}
   * @param channel id of the channel for cards
   * @param apiUrl null for Slack's own
   * @param port where HTTP mode listens
   * @param teams ids of the workspaces whose people may ask; empty for the bot's own
   */
  public record SlackConfig(
      String mode,
      String channel,
      SecretRef botToken,
      SecretRef appToken,
      SecretRef signingSecret,
      String apiUrl,
      int port,
      List<String> teams) {}

  /**
   * One person under two names.
   *
   * @param id the one in the ledger
   * @param slack Slack user id, or null
   * @param login name on the operating system, or null
   */
  public record Person(String id, String slack, String login) {}
}
