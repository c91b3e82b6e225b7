package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.database.ToolEnvironment;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {
  private static final Map<String, String> OWN =
      Map.of(
          "PGOPTIONS", "-c search_path=keeper",
          "DB_URL", "jdbc:postgresql://db/keeper?ssl=true",
          "OTHER_URL", "jdbc:h2:mem:x");
  private static final String OPTIONS =
      "-c application_name=drydock-keeper-41 -c default_transaction_read_only=off"
          + " -c lock_timeout=10s -c statement_timeout=21600000";

  @Test
  void sessionsCarryTheRunsNameHoweverTheyAreOpened() {
    String options = OPTIONS + " -c client_connection_check_interval=2s";
    assertThat(settings("16.14").told(OWN))
        .containsOnly(
            Map.entry("PGAPPNAME", "drydock-keeper-41"),
            Map.entry(ToolEnvironment.PG_OPTIONS, options),
            Map.entry(
                ToolEnvironment.JDBC_PROPERTIES,
                "ApplicationName=drydock-keeper-41\noptions=" + options),
            Map.entry(
                "DB_URL",
                "jdbc:postgresql://db/keeper?ssl=true&ApplicationName=drydock-keeper-41"
                    + "&options=-c%20application_name%3Ddrydock-keeper-41"
                    + "%20-c%20default_transaction_read_only%3Doff%20-c%20lock_timeout%3D10s"
                    + "%20-c%20statement_timeout%3D21600000"
                    + "%20-c%20client_connection_check_interval%3D2s"));
  }

  @Test
  void oldServersAreNotAskedWhatTheyDoNotKnow() {
    assertThat(settings("13.9").told(Map.of())).containsEntry(ToolEnvironment.PG_OPTIONS, OPTIONS);
  }

  private static SessionSettings settings(String serverVersion) {
    return new SessionSettings("drydock-keeper-41", serverVersion, Duration.ofHours(6));
  }

  @Test
  void whoOnlyAsksMayNotWrite() {
    assertThat(settings("15.4").readOnly().told(Map.of()))
        .allSatisfy((name, value) -> assertThat(value).doesNotContain("read_only=off"))
        .hasEntrySatisfying(
            ToolEnvironment.PG_OPTIONS,
            value -> assertThat(value).contains("default_transaction_read_only=on"))
        .hasEntrySatisfying(
            ToolEnvironment.JDBC_PROPERTIES,
            value -> assertThat(value).contains("default_transaction_read_only=on"));
  }

  @Test
  void optionsOfAUrlsOwnAreKept() {
    Map<String, String> own =
        Map.of("DB_URL", "jdbc:postgresql://db/keeper?options=-c%20search_path%3Dx&ssl=true");
    assertThat(settings("16.14").told(own).get("DB_URL"))
        .startsWith("jdbc:postgresql://db/keeper?options=-c%20search_path%3Dx%20-c%20application")
        .endsWith("&ssl=true&ApplicationName=drydock-keeper-41");
  }
}
