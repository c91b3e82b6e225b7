package dev.drydock.workflows;

/**
 * What somebody asked for.
 *
 * @param app entry of {@code drydock.yaml}
 * @param version what {@code {version}} in the app's image stands for
 * @param database the database of the app
 * @param requester person id; may not approve this run
 * @param source where it was asked
 * @param channel Slack channel to show the card in, or null for the configured one
 */
public record MigrationRequest(
    String app,
    String version,
    DatabaseId database,
    String requester,
    Source source,
    String channel) {}
