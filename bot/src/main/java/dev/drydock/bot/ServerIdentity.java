package dev.drydock.bot;

import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.workflows.config.DatabaseConfig;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a database server has to show who it is. Where it need not, whoever answers under its
 * name is told the password.
 */
final class ServerIdentity {
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
  private static final String VERIFIED = "verify-";

  private ServerIdentity() {}

  static List<Finding> ofDatabase(String what, DatabaseConfig database) {
    return found(
        what,
        database.host(),
        database.tls().mode().startsWith(VERIFIED),
        "database: {sslMode: verify-full, sslRootCert: FILE}");
  }

  /**
   * @param url {@code jdbc:postgresql://host:port/name?parameter=value}
   */
  static List<Finding> ofLedger(String url) {
    String host =
        url.replaceFirst("^jdbc:postgresql:(//)?", "").replaceFirst("(:\\d+)?[/?,].*", "");
    return found(
        "ledger",
        host,
        url.toLowerCase(Locale.ROOT).contains("sslmode=" + VERIFIED),
        "ledger.url: ...?sslmode=verify-full&sslrootcert=FILE");
  }

  private static List<Finding> found(String what, String host, boolean isVerified, String mend) {
    return isVerified || HERE.contains(host)
        ? List.of()
        : List.of(
            Finding.note(
                what,
                "nothing makes sure that it is really "
                    + host
                    + " that answers and gets the password",
                mend));
  }
}
