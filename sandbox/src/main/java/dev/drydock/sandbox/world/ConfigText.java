package dev.drydock.sandbox.world;

import dev.drydock.sandbox.slack.FakeSlack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The {@code drydock.yaml} of a world, its secrets in files beside it. */
final class ConfigText {
  private final Settings settings;
  private final String temporal;
  private final PostgresServer database;
  private final FakeSlack slack;
  private final Path secrets;
  private int httpPort;

  ConfigText(Settings settings, String temporal, PostgresServer database, FakeSlack slack) {
    this.settings = settings;
    this.temporal = temporal;
    this.database = database;
    this.slack = slack;
    this.secrets = settings.directory().resolve("secrets");
  }

  /** Where Slack's requests go in HTTP mode; 0 in Socket Mode. */
  int httpPort() {
    return httpPort;
  }

  Path write() throws IOException {
    Files.createDirectories(secrets);
    secret("ledger", database.password("drydock"));
    secret("ledger-reader", database.password("drydock_reader"));
    for (Berth berth : settings.berths()) {
      secret(berth.app(), database.password());
    }
    secret("bot-token", slack.botToken());
    secret("app-token", slack.appToken());
    secret("signing-secret", slack.signingSecret());
    Path file = settings.directory().resolve("drydock.yaml");
    Files.writeString(file, text());
    return file;
  }

  private String text() throws IOException {
    String apps =
        settings.berths().stream()
            .map(
                berth ->
                    berth.yaml(
                        database.port(),
                        file(berth.app()),
                        settings.directory().resolve("backups").toString()))
            .collect(Collectors.joining());
    return """
        # The sandbox's configuration. As in production, but for the addresses.
        temporal: {address: "%s", namespace: "%s"}
        slack:
        %s  channel: C0MIGRATE
          botToken: {file: "%s"}
          apiUrl: "%s"
        ledger:
          url: jdbc:postgresql://127.0.0.1:%d/drydock
          user: drydock
          password: {file: "%s"}
          reader: drydock_reader
          readerPassword: {file: "%s"}
        kubernetes: {kubeconfig: "%s"}
        people:
          ana: {slack: U0ANA, login: ana}
          ben: {slack: U0BEN, login: ben}
          cho: {slack: U0CHO, login: cho}
        approvers: {people: [ben, cho], groups: [S0APPROVE]}
        cli: {allowAs: true}
        apps:
        %s"""
        .formatted(
            temporal,
            settings.namespace(),
            mode(),
            file("bot-token"),
            slack.apiPrefix(),
            database.port(),
            file("ledger"),
            file("ledger-reader"),
            settings.directory().resolve("kubeconfig"),
            apps.indent(2));
  }

  private String mode() throws IOException {
    if (!settings.http()) {
      return "  mode: socket\n  appToken: {file: \"" + file("app-token") + "\"}\n";
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      httpPort = free.getLocalPort();
    }
    return "  mode: http\n  port: "
        + httpPort
        + "\n  signingSecret: {file: \""
        + file("signing-secret")
        + "\"}\n";
  }

  private String file(String name) {
    return secrets.resolve(name).toString();
  }

  private void secret(String name, String value) throws IOException {
    Files.writeString(secrets.resolve(name), value);
  }
}
