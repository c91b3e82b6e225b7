package dev.drydock.workflows.config;

/**
 * Drydock's own database.
 *
 * @param url JDBC URL without user and password
 * @param user of the workers, who owns the ledger's schema
 * @param reader role of the bot (may read, and add refused decisions); null to use {@code user}
 */
public record LedgerConfig(
    String url, String user, SecretRef password, String reader, SecretRef readerPassword) {}
