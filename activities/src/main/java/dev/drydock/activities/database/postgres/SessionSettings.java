package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.ToolEnvironment;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the tool's database sessions are told by environment: their name, by which they are found
 * and let through the fence; to write where others may not; to give up on a lock that somebody
 * holds, and on a statement when the step's own time is over; and to end when the tool is gone.
 * libpq reads {@code PGOPTIONS}, to which the shell that starts the tool adds ours; JDBC does not,
 * so there is a file of properties, and a JDBC URL that stands in the environment as a plain value
 * gets them as parameters.
 *
 * @param session {@code application_name}
 * @param serverVersion of the database server
 * @param statement how long one may run: no longer than the upgrade
 * @param first option before the others
 */
record SessionSettings(String session, String serverVersion, Duration statement, String first)
    implements ToolEnvironment {
  private static final String WRITES = "-c default_transaction_read_only=off";
  private static final String READS = "-c default_transaction_read_only=on";
  private static final String UNKNOWN = "-c drydock_asks_whether_this_is_heard=yes";

  /** The upgrade runs alone: whoever holds a lock this long is not going to let go. */
  private static final String LOCK_TIMEOUT = "10s";

  private static final Pattern OWN_OPTIONS = Pattern.compile("[?&]options=[^&]*");

  /** {@code client_connection_check_interval} on every platform; 14 knows it on Linux only. */
  private static final int CHECKS_CONNECTION_SINCE = 15;

  /** Of sessions that write. */
  SessionSettings(String session, String serverVersion, Duration statement) {
    this(session, serverVersion, statement, WRITES);
  }

  @Override
  public Map<String, String> told(Map<String, String> own) {
    Map<String, String> told = new LinkedHashMap<>();
    own.forEach(
        (name, value) -> {
          if (value.startsWith("jdbc:postgresql:")) {
            told.put(name, named(value));
          }
        });
    told.put(PG_OPTIONS, options());
    told.put("PGAPPNAME", session);
    // JDBC sends a name of its own after the first packet only
    told.put(JDBC_PROPERTIES, "ApplicationName=" + session + "\noptions=" + options());
    return told;
  }

  @Override
  public ToolEnvironment readOnly() {
    return new SessionSettings(session, serverVersion, statement, READS);
  }

  @Override
  public ToolEnvironment refused() {
    return new SessionSettings(session, serverVersion, statement, UNKNOWN);
  }

  private String options() {
    String options =
        "-c application_name="
            + session
            + " "
            + first
            + " -c lock_timeout="
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
    String named = url.contains("ApplicationName=") ? url : with(url, "ApplicationName", session);
    Matcher own = OWN_OPTIONS.matcher(named);
    return own.find()
        ? own.replaceFirst("$0" + Matcher.quoteReplacement("%20" + encoded(options())))
        : with(named, "options", options());
  }

  private static String with(String url, String parameter, String value) {
    return url + (url.contains("?") ? "&" : "?") + parameter + "=" + encoded(value);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
