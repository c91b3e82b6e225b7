package dev.drydock.e2e;

import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.demo.Acting;
import dev.drydock.workflows.Outcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Installed by {@code kubectl apply -k}; a run that Slack starts goes to its end. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class InstallTest {
  private static Installation installation;

  @BeforeAll
  static void install() throws Exception {
    installation = Installation.shared();
  }

  @Test
  void aRunGoesToItsEnd() throws Exception {
    try (Keeper keeper = Keeper.install(Berths.UPGRADE, installation);
        Traffic traffic = keeper.traffic()) {
      Acting story = new Acting(installation, keeper, traffic, System.out::println);
      story.ask("U0ANA", "1.9.0");
      story.approve("U0BEN");
      story.expectOutcome(Outcome.UPGRADED);
      story.expectUp("1.9.0", "r5");
      story.expectNothingLost();
      story.expectFinalCard(Outcome.UPGRADED);
    }
  }
}
