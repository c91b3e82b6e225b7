package dev.drydock.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.bot.cli.doctor.Finding.Verdict;
import dev.drydock.bot.config.ConfigFile;
import dev.drydock.workflows.config.DrydockConfig;
import dev.drydock.workflows.config.DrydockConfig.Person;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorsTest {
  private static final String EXAMPLE = "../docs/examples/drydock.yaml";

  @ParameterizedTest
  @ValueSource(strings = {EXAMPLE, "../k8s/example/drydock.yaml"})
  void theApproversOfTheExamplesAreKnownByBothDoors(String file) {
    DrydockConfig config = ConfigFile.load(Path.of(file)).drydock();
    assertThat(Doors.look(config.people(), config.apps().all()))
        .extracting(Finding::verdict)
        .containsExactly(Verdict.OK);
  }

  @Test
  void anApproverWhoIsKnownByOneDoorIsNotedOnce() {
    DrydockConfig config = ConfigFile.load(Path.of(EXAMPLE)).drydock();
    Map<String, Person> people = new HashMap<>(config.people());
    people.put("cleo", new Person("cleo", "U000CLEO", null));
    List<Finding> found = Doors.look(people, config.apps().all());
    assertThat(found).hasSize(1);
    assertThat(found.get(0).verdict()).isEqualTo(Verdict.NOTE);
    assertThat(found.get(0).detail()).contains("cleo approves and has no login:");
    assertThat(found.get(0).mend()).isEqualTo("under people: give cleo login: NAME");
  }
}
