package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.ToolEnvironment;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the tool's database sessions are told by environment: their name, by which they are found
 * and let through the fence; to write where others may not; to give up on a lock that somebody
 * holds, and on a statement when the step's own time is over; and to end when the tool is gone.
 * libpq reads {@code PGOPTIONS}; JDBC does not, so there is a file of properties, and a JDBC URL
 * that stands in the environment as a plain value gets the name as a parameter.
 *
 * @param session {@code application_name}
 * @param serverVersion of the database server
 * @param statement how long one may run: no longer than the upgrade
 */
record SessionSettings(String session, String serverVersion, Duration statement)
    implements ToolEnvironment {
  /** The upgrade runs alone: whoever holds a lock this long is not going to let go. */
  private static final String LOCK_TIMEOUT = "10s";

  /** {@code client_connection_check_interval} on every platform; 14 knows it on Linux only. */
  private static final int CHECKS_CONNECTION_SINCE = 15;

  @Override
  public Map<String, String> told(Map<String, String> own) {
    Map<String, String> told = new LinkedHashMap<>();
    own.forEach(
        (name, value) -> {
          if (value.startsWith("jdbc:postgresql:")) {
            told.put(name, named(value));
          }
        });
    String before = own.containsKey("PGOPTIONS") ? own.get("PGOPTIONS") + " " : "";
    told.put("PGOPTIONS", before + options());
    told.put("PGAPPNAME", session);
    // JDBC sends a name of its own after the first packet only
    told.put(JDBC_PROPERTIES, "ApplicationName=" + session + "\noptions=" + options());
    return told;
  }

  private String options() {
    String options =
        "-c application_name="
            + session
            + " -c default_transaction_read_only=off -c lock_timeout="
            + LOCK_TIMEOUT
            + " -c statement_timeout="
            + Math.min(statement.toMillis(), Integer.MAX_VALUE);
    return majorVersion() >= CHECKS_CONNECTION_SINCE
        ? options + " -c client_connection_check_interval=2s"
        : options;
  }

  private int majorVersion() {
    String digits = serverVersion.replaceAll("^\\D*(\\d+).*$", "$1");
    return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 0;
  }

  private String named(String url) {
    return with(with(url, "ApplicationName", session), "options", options());
  }

  private static String with(String url, String parameter, String value) {
    if (url.contains(parameter + "=")) {
      return url;
    }
    String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    return url + (url.contains("?") ? "&" : "?") + parameter + "=" + encoded;
  }
}
