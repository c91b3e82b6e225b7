package dev.drydock.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Triggers, views and values, without an app on the other side. */
class InteractivityTest {
  private final Timing timing = new Timing();
  private final Triggers triggers = new Triggers(timing);
  private final Changes changes = new Changes();
  private final Views views = new Views(Workspace.demo(), changes);

  private static JsonNode view(String title) {
    return json(
        """
        {"type":"modal","title":{"type":"plain_text","text":"%s"},"blocks":[{"type":"divider"}]}"""
            .formatted(title));
  }

  private static JsonNode json(String text) {
    return Json.parse(text).orElseThrow();
  }

  private static void refused(String error, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(SlackError.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  @Test
  void aTriggerIsGoodOnceAndNotForLong() {
    String id = triggers.issue("U0ANA", "");
    assertThat(triggers.exchange(id).user()).isEqualTo("U0ANA");
    refused("exchanged_trigger_id", () -> triggers.exchange(id));
    refused("invalid_trigger_id", () -> triggers.exchange("made.up"));
    timing.triggerLife(Duration.ZERO);
    refused("expired_trigger_id", () -> triggers.exchange(triggers.issue("U0ANA", "")));
  }

  @Test
  void aStackHoldsThreeViews() {
    views.open("U0ANA", view("one"));
    views.push("U0ANA", view("two"));
    View third = views.push("U0ANA", view("three"));
    refused("push_limit_reached", () -> views.push("U0ANA", view("four")));
    views.close("U0ANA", third.id());
    assertThat(views.open("U0ANA")).extracting(View::title).containsExactly("one", "two");
  }

  @Test
  void anOldHashLosesTheRace() {
    View first = views.open("U0ANA", view("one"));
    View second = views.update(first.id(), first.hash(), view("two"));
    refused("hash_conflict", () -> views.update(first.id(), first.hash(), view("three")));
    assertThat(views.update(first.id(), second.hash(), view("three")).title()).isEqualTo("three");
  }

  @Test
  void aViewOverALimitIsRefusedWithEveryPlace() {
    JsonNode bad =
        json(
            """
            {"type":"modal","title":{"type":"plain_text","text":"more than twenty-four letters"},
             "blocks":[{"type":"input","label":{"type":"plain_text","text":"L"},
                        "element":{"type":"button","text":{"type":"plain_text","text":"B"}}}]}""");
    assertThatThrownBy(() -> views.open("U0ANA", bad))
        .isInstanceOfSatisfying(
            SlackError.class,
            e ->
                assertThat(e.answer().toString())
                    .contains("invalid_arguments")
                    .contains("unsupported type: button [json-pointer:/view/blocks/0/element]")
                    .contains("must be less than 25 characters [json-pointer:/view/title/text]")
                    .contains("missing required field: submit [json-pointer:/view]"));
  }

  @Test
  void everyKindOfFieldReachesTheAppInItsOwnForm() {
    JsonNode blocks =
        json(
            """
            [{"type":"input","block_id":"a","element":{"type":"plain_text_input","action_id":"t"}},
             {"type":"input","block_id":"b","element":{"type":"static_select","action_id":"s",
               "options":[{"text":{"type":"plain_text","text":"Prod"},"value":"prod"}]}},
             {"type":"input","block_id":"c","optional":true,"element":{"type":"checkboxes","action_id":"c",
               "options":[{"text":{"type":"plain_text","text":"Sure"},"value":"sure"}]}},
             {"type":"input","block_id":"d","element":{"type":"datepicker","action_id":"d","initial_date":"2026-11-20"}}]""");
    ObjectNode chosen =
        Json.MAPPER.valueToTree(Map.of("t", "hello", "b", "prod", "c", List.of("sure")));

    ObjectNode values = StateValues.of(blocks, chosen);

    assertThat(values.at("/a/t/value").asText()).isEqualTo("hello");
    assertThat(values.at("/b/s/selected_option/text/text").asText()).isEqualTo("Prod");
    assertThat(values.at("/c/c/selected_options/0/value").asText()).isEqualTo("sure");
    assertThat(values.at("/d/d/selected_date").asText()).isEqualTo("2026-11-20");
    assertThat(StateValues.refused(blocks, values)).isEmpty();
    assertThat(StateValues.refused(blocks, StateValues.of(blocks, Json.object())))
        .containsOnlyKeys("a", "b");
  }

  @Test
  void namesBecomeIdsInACommandAndInAMessage() {
    Mentions mentions = new Mentions(Workspace.demo());
    assertThat(mentions.escape("approve @ben #general me@ana.org"))
        .isEqualTo("approve <@U0BEN|ben> <#C0GENERAL|general> me@ana.org");
    assertThat(mentions.message("@db-approvers <b> & @nobody"))
        .isEqualTo("<!subteam^S0APPROVE> &lt;b&gt; &amp; @nobody");
  }

  @Test
  void aMethodsTokensComeBackWithTime() {
    long[] now = {0};
    RateLimits rates = new RateLimits(() -> now[0]);
    for (int i = 0; i < 50; i++) {
      assertThat(rates.take("chat.update", "C1")).isEmpty();
    }
    assertThat(rates.take("chat.update", "C1")).contains(Duration.ofSeconds(2));
    now[0] = Duration.ofSeconds(2).toNanos();
    assertThat(rates.take("chat.update", "C2")).isEmpty();
  }
}
