package dev.drydock.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.book.Json;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What earlier versions wrote, and approved, means what it meant. */
class PolicyTest {
  private final World world = new World();

  @Test
  void theDigestOfAPlanCoversItsOperators() {
    Plan plan = world.plan();
    world.operators = new Listed(List.of("zoe"), List.of());
    assertThat(world.plan().digest()).isNotEqualTo(plan.digest());
    assertThat(plan.differences(world.plan())).singleElement().asString().startsWith("policy:");
  }

  @Test
  void withoutOperatorsItIsWhatItWas() {
    world.operators = null;
    assertThat(Digest.ofJson(world.plan().policy()))
        .isEqualTo(Digest.ofJson(Map.of("gates", world.gates, "limits", Limits.DEFAULT)));
  }

  /** Its plan is computed again by a version that knows of operators. */
  @Test
  void theApprovalOfARunThatWasBegunWithoutOperatorsHolds() {
    Plan now = world.plan();
    world.operators = null;
    assertThat(world.plan().differences(now)).isEmpty();
    assertThat(now.differences(world.plan())).isNotEmpty();
  }

  @Test
  void aPlanComesThroughTemporalWithItsOperators() {
    DataConverter converter = DrydockConverter.create();
    Payload payload = converter.toPayload(world.plan()).orElseThrow();
    assertThat(converter.fromPayload(payload, Plan.class, Plan.class)).isEqualTo(world.plan());
  }

  @Test
  void anAbortAndAResumeOfAnEarlierBotAreOfSomebodyInNoGroup() {
    String earlier = "{\"run\": \"keeper-7\", \"actor\": \"ben\"}";
    assertThat(Json.convert(Json.read(earlier), Abort.class).groups()).isEmpty();
    assertThat(Json.convert(Json.read(earlier), Resume.class).groups()).isEmpty();
  }

  @Test
  void manyAreToldInALine() {
    assertThat(new Listed(List.of("ana"), List.of("S1")).words())
        .isEqualTo("ana, a member of group S1");
    assertThat(new Listed(List.of(), List.of()).words()).isEqualTo("nobody");
    List<String> many = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l");
    assertThat(new Listed(many, List.of()).words()).endsWith(", i, j and 2 more");
  }
}
