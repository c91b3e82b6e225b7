package dev.drydock.activities.kubernetes;

import static dev.drydock.activities.kubernetes.PodTrouble.Passing.LATER;
import static dev.drydock.activities.kubernetes.PodTrouble.Passing.NEVER;
import static dev.drydock.activities.kubernetes.PodTrouble.Passing.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Duration NONE = Duration.ofMillis(-1);
  private final Patience patience = new Patience(NONE, Patience.AS_LONG_AS_THE_STEP);

  @Test
  void aNodeThatIsAboutToJoinIsWaitedForAndARegistryIsNot() {
    patience.bear("pod", new PodTrouble("no node", LATER));
    assertThat(patience.words()).isEqualTo("; no node");
    assertThatThrownBy(() -> patience.bear("pod", new PodTrouble("no image", SOON)))
        .isInstanceOf(Trouble.class)
        .hasMessage("no image");
  }

  @Test
  void whatNeverPassesEndsTheWaitAtOnce() {
    Patience theWayBack = new Patience(Patience.AS_LONG_AS_THE_STEP, Patience.AS_LONG_AS_THE_STEP);
    assertThatThrownBy(() -> theWayBack.bear("pod", new PodTrouble("exit code 3", NEVER)))
        .hasMessage("exit code 3");
  }

  @Test
  void whatHasPassedIsNoLongerTold() {
    patience.check(List.of(), Optional.of(new PodTrouble("exceeded quota", LATER)));
    assertThat(patience.words()).isEqualTo("; exceeded quota");
    patience.check(List.of(), Optional.empty());
    assertThat(patience.words()).isEmpty();
  }
}
