package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
record SessionSettings(String session, String run, String serverVersion, Duration statement) {
  /** The upgrade runs alone: whoever holds a lock this long is not going to let go. */
  private static final String LOCK_TIMEOUT = "10s";

  /** {@code client_connection_check_interval} on every platform; 14 knows it on Linux only. */
  private static final int CHECKS_CONNECTION_SINCE = 15;

  List<EnvVar> added(List<EnvVar> own) {
    List<EnvVar> all = new ArrayList<>();
    String before = "";
    for (EnvVar entry : own) {
      if (entry.getName().equals("PGOPTIONS") && entry.getValue() != null) {
        before = entry.getValue() + " ";
      } else if (!entry.getName().equals("PGAPPNAME")) {
        all.add(named(entry));
      }
    }
    all.add(new EnvVar("PGOPTIONS", before + "-c application_name=" + session + options(), null));
    all.add(new EnvVar("DRYDOCK_OPTIONS", jdbcOptions(), null));
    all.add(new EnvVar("PGAPPNAME", session, null));
    all.add(new EnvVar("DRYDOCK_SESSION", session, null));
    all.add(new EnvVar("DRYDOCK_RUN", run, null));
    addDriverProperties(all);
    return all;
  }

  /** Liquibase takes JDBC settings from a file, which the pod writes when it starts. */
  private static void addDriverProperties(List<EnvVar> all) {
    String name = "LIQUIBASE_COMMAND_DRIVER_PROPERTIES_FILE";
    if (all.stream().noneMatch(entry -> entry.getName().equals(name))) {
      all.add(new EnvVar(name, MaintenancePodTemplate.JDBC_PROPERTIES, null));
    }
  }

  private String options() {
    String options =
        " -c default_transaction_read_only=off -c lock_timeout="
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

  private EnvVar named(EnvVar entry) {
    String value = entry.getValue();
    if (value == null || !value.startsWith("jdbc:postgresql:")) {
      return entry;
    }
    String named = with(value, "ApplicationName", session);
    return new EnvVarBuilder(entry).withValue(with(named, "options", jdbcOptions())).build();
  }

  /** JDBC sends a name of its own after the first packet only. */
  private String jdbcOptions() {
    return "-c application_name=" + session + options();
  }

  private static String with(String url, String parameter, String value) {
    if (url.contains(parameter + "=")) {
      return url;
    }
    String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    return url + (url.contains("?") ? "&" : "?") + parameter + "=" + encoded;
  }
}
