package dev.drydock.bot.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.config.DrydockConfig.Person;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeopleTest {
  private static final People PEOPLE =
      new People(
          Map.of(
              "ana", new Person("ana", "U0ANA", null),
              "ben", new Person("ben", "U0BEN", "ben"),
              "cleo", new Person("cleo", null, "cleo")));

  @ParameterizedTest
  @CsvSource({
    "ana, ben, two entries under people:",
    "ana, cleo, two entries under people:",
    "cli:zoe, ben, their logins differ",
    "cli:zoe, cli:yan, their logins differ",
    "slack:U1, ana, their Slack ids differ",
    "slack:U1, slack:U2, their Slack ids differ"
  })
  void twoPeopleAreToldApartAtADoorByWhichBothAreKnown(String one, String other, String why) {
    assertThat(PEOPLE.areTwo(one, other)).as(why).isTrue();
    assertThat(PEOPLE.areTwo(other, one)).as(why).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "ana, ana, one id",
    "cli:ben, ben, named meanwhile",
    "slack:U0BEN, cli:ben, both are ben's",
    "cli:ana, ana, ana may log in as anybody",
    "slack:U1, cleo, cleo may be anybody in Slack",
    "slack:U1, cli:zoe, of neither is the other door known"
  })
  void whoMayBeOnePersonIsNotTakenForTwo(String one, String other, String why) {
    assertThat(PEOPLE.areTwo(one, other)).as(why).isFalse();
    assertThat(PEOPLE.areTwo(other, one)).as(why).isFalse();
  }

  @Test
  void peopleOfAConfigurationThatNamesNobodyAreToldApartByTheirIds() {
    assertThat(new People(Map.of()).areTwo("ana", "ben")).isTrue();
  }
}
