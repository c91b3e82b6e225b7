package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.BackupConfig;
import dev.drydock.workflows.config.Tls;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom Drydock's own connections believe, the driver's and those of pg_dump. */
class EncryptedTest {
  private static final String RUN = "keeper-41";

  @TempDir static Path directory;
  private static Path bin;
  private static TestPostgres postgres;

  @BeforeAll
  static void start() throws Exception {
    bin = DebianPostgres.bin();
    // where the server's own account can read
    Path keys = Files.createTempDirectory("drydock-tls");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-xr-x"));
    issue(keys.resolve("server"));
    issue(directory.resolve("other"));
    Files.copy(keys.resolve("server.pem"), directory.resolve("server.pem"));
    if (System.getProperty("user.name").equals("root")) {
      var account =
          keys.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres");
      Files.setOwner(keys.resolve("server.key"), account);
    }
    postgres =
        DebianPostgres.start(
            bin,
            "-c ssl=on -c ssl_cert_file="
                + keys.resolve("server.pem")
                + " -c ssl_key_file="
                + keys.resolve("server.key"));
    postgres.freshKeeper();
  }

  /** A certificate that vouches for itself. */
  private static void issue(Path name) throws Exception {
    Process openssl =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "rsa:2048",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=127.0.0.1",
                    "-addext",
                    "subjectAltName=IP:127.0.0.1",
                    "-keyout",
                    name + ".key",
                    "-out",
                    name + ".pem"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(openssl.waitFor()).isZero();
    Files.setPosixFilePermissions(
        Path.of(name + ".key"), PosixFilePermissions.fromString("rw-------"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  private static AppConfig app(TestPostgres server, String mode, String cert) {
    Tls tls = new Tls(mode, cert == null ? null : directory.resolve(cert).toString());
    return TestApps.keeper(
        TestApps.database(server.port()).encryptedBy(tls),
        new BackupConfig("auto", directory.resolve("backups").toString(), 2, 1));
  }

  private static PostgresDatabases databases() {
    return new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in(bin));
  }

  @Test
  void whoShowsARightCertificateIsBelieved() throws Exception {
    AppConfig app = app(postgres, "verify-full", "server.pem");
    assertThat(
            databases()
                .query(app, "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
        .containsExactly("true");
    Files.createDirectories(directory.resolve("backups"));
    assertThat(databases().backUp(app, RUN, TestApps.QUIET).method()).isEqualTo("pg_dump");
  }

  @Test
  void whoShowsAnotherIsNot() throws Exception {
    AppConfig app = app(postgres, "verify-full", "other.pem");
    assertThatThrownBy(() -> databases().facts(app))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            refused -> assertThat(refused.getType()).isEqualTo(Failures.REFUSED))
        .hasMessageContaining("PKIX path validation failed");
    Files.createDirectories(directory.resolve("backups"));
    assertThatThrownBy(() -> databases().backUp(app, "keeper-42", TestApps.QUIET))
        .hasMessageContaining("PKIX path validation failed");
  }

  @Test
  void whoOffersNoEncryptionIsNotTalkedToWhereItIsRequired() throws Exception {
    try (TestPostgres plain = DebianPostgres.start(bin)) {
      plain.freshKeeper();
      assertThatThrownBy(() -> databases().facts(app(plain, "require", null)))
          .isInstanceOfSatisfying(
              ApplicationFailure.class,
              refused -> assertThat(refused.getType()).isEqualTo(Failures.REFUSED))
          .hasMessageContaining("does not support SSL");
    }
  }
}
