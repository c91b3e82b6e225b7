package dev.drydock.sandbox.world;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** The server that comes with the sandbox: no client tools, its data goes with it. */
final class EmbeddedServer {
  private EmbeddedServer() {}

  static PostgresServer start(Path directory) throws IOException, SQLException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(true)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("max_connections", "200")
            .setServerConfig("fsync", "off")
            .setServerConfig("unix_socket_directories", "")
            .start();
    return new PostgresServer(server.getPort(), directory.resolve("pg_hba.conf"), server);
  }
}
