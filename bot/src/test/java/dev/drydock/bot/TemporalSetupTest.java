package dev.drydock.bot;

import static dev.drydock.bot.cli.setup.Settled.State.AWAY;
import static dev.drydock.bot.cli.setup.Settled.State.DONE;
import static dev.drydock.bot.cli.setup.Settled.State.FAILED;
import static dev.drydock.bot.cli.setup.Settled.State.NOTE;
import static dev.drydock.bot.cli.setup.Settled.State.SO;
import static dev.drydock.bot.cli.setup.Settled.State.WOULD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.bot.cli.setup.Settled;
import dev.drydock.bot.cli.setup.Wish;
import dev.drydock.workflows.Attributes;
import dev.drydock.workflows.DrydockConverter;
import dev.drydock.workflows.config.DrydockConfig.TemporalConfig;
import io.grpc.Status;
import io.temporal.api.enums.v1.IndexedValueType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TemporalSetupTest {
  private static final Wish PLAIN = new Wish(false, null);
  private static final Wish DRY = new Wish(true, null);
  private static final long DAY = 86_400;
  private Frontend frontend;

  @BeforeEach
  void start() throws Exception {
    frontend = Frontend.start(null);
  }

  @AfterEach
  void stop() throws Exception {
    frontend.close();
  }

  @Test
  void makesAllFromNothingAndThenNothing() {
    assertThat(settle(PLAIN)).extracting(Settled::state).containsExactly(DONE, DONE);
    assertThat(frontend.namespaces).containsEntry("harbor", 30 * DAY);
    assertThat(frontend.attributes.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Attributes.ALL.stream().map(key -> key.getName()).toList());

    frontend.seen.clear();
    assertThat(settle(PLAIN)).extracting(Settled::state).containsExactly(SO, SO);
    assertThat(frontend.methods()).noneMatch(TemporalSetupTest::changes);
  }

  @Test
  void aDryRunChangesNothing() {
    assertThat(settle(DRY)).extracting(Settled::state).containsExactly(WOULD, WOULD);
    frontend.namespaces.put("harbor", DAY);
    assertThat(settle(DRY)).extracting(Settled::state).containsExactly(NOTE, WOULD);
    assertThat(settle(new Wish(true, Duration.ofDays(90))).get(0).detail())
        .contains("retention 1d -> 90d");
    assertThat(frontend.methods()).isNotEmpty().noneMatch(TemporalSetupTest::changes);
  }

  private static boolean changes(String method) {
    return method.startsWith("Register") || method.startsWith("Update") || method.startsWith("Add");
  }

  @Test
  void waitsUntilTheWholeServiceKnowsTheNamespace() {
    frontend.slow.set(3);
    assertThat(settle(PLAIN)).extracting(Settled::state).containsExactly(DONE, DONE);
    assertThat(frontend.methods())
        .filteredOn("DescribeWorkflowExecution"::equals)
        .hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void saysWhenItStaysUnknown() {
    frontend.slow.set(1_000);
    List<Settled> all = settle(PLAIN);
    assertThat(all).extracting(Settled::state).containsExactly(FAILED);
    assertThat(all.get(0).detail()).contains("not known to the whole service");
  }

  @Test
  void changesTheRetentionOnlyWhenAskedAndNeverToLess() {
    frontend.namespaces.put("harbor", 3 * DAY);
    Settled told = settle(PLAIN).get(0);
    assertThat(told.state()).isEqualTo(NOTE);
    assertThat(told.detail()).contains("retention 3d");
    assertThat(told.mend()).isEqualTo("drydock setup --retention 30d");
    assertThat(frontend.namespaces).containsEntry("harbor", 3 * DAY);

    assertThat(settle(new Wish(false, Duration.ofDays(90))).get(0).state()).isEqualTo(DONE);
    assertThat(frontend.namespaces).containsEntry("harbor", 90 * DAY);

    Settled shorter = settle(new Wish(false, Duration.ofDays(7))).get(0);
    assertThat(shorter.state()).isEqualTo(NOTE);
    assertThat(shorter.mend())
        .isEqualTo("temporal operator namespace update --namespace harbor --retention 168h");
    assertThat(frontend.namespaces).containsEntry("harbor", 90 * DAY);
  }

  @Test
  void retypesNothingAndAddsNothingBesideIt() {
    frontend.namespaces.put("harbor", 30 * DAY);
    frontend.attributes.put("DrydockApp", IndexedValueType.INDEXED_VALUE_TYPE_TEXT);

    Settled told = settle(PLAIN).get(1);
    assertThat(told.state()).isEqualTo(FAILED);
    assertThat(told.detail()).contains("not of type Keyword: DrydockApp");
    assertThat(told.mend())
        .contains("temporal operator search-attribute remove --yes --name DrydockApp");
    assertThat(frontend.attributes).hasSize(1);
  }

  @Test
  void saysWhoHasToDoWhatAHostedServiceRefuses() {
    Status refusal = Status.PERMISSION_DENIED.withDescription("Request unauthorized.");
    frontend.refusals.put("RegisterNamespace", refusal);
    Settled namespace = settle(PLAIN).get(0);
    assertThat(namespace.state()).isEqualTo(FAILED);
    assertThat(namespace.detail()).contains("does not allow it");
    assertThat(namespace.mend()).contains("Temporal Cloud", "--retention 720h");

    frontend.namespaces.put("harbor", 30 * DAY);
    frontend.refusals.put("AddSearchAttributes", refusal);
    Settled attributes = settle(PLAIN).get(1);
    assertThat(attributes.state()).isEqualTo(FAILED);
    assertThat(attributes.mend()).contains("tcld", "--name DrydockRun --type Keyword");

    frontend.refusals.put("ListSearchAttributes", refusal);
    assertThat(settle(PLAIN).get(1).state()).as("what is there is not told").isEqualTo(NOTE);
  }

  @Test
  void tellsWhatCannotBeReached() throws Exception {
    frontend.close();
    List<Settled> all = settle(PLAIN);
    assertThat(all).extracting(Settled::state).containsExactly(AWAY);
    assertThat(all.get(0).detail()).contains(frontend.address(), "TEMPORAL_ADDRESS");
  }

  private List<Settled> settle(Wish wish) {
    try (TemporalLink link =
        TemporalLink.open(
            new TemporalConfig(frontend.address(), "harbor"),
            Map.of("TEMPORAL_CONFIG_FILE", "/nonexistent/temporal.toml"),
            DrydockConverter.create())) {
      return new TemporalSetup(link, wish, Duration.ofSeconds(2)).settle();
    }
  }
}
