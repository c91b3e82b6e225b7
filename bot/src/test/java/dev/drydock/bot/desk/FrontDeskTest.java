package dev.drydock.bot.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.bot.slack.MemoryBook;
import dev.drydock.bot.slack.Story;
import dev.drydock.workflows.Receipt;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.DrydockConfig.Person;
import io.grpc.Status;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrontDeskTest {
  private static final String RUN = "keeper-41";
  private final MemoryBook book = new MemoryBook();
  private final Story story = new Story(book, RUN, Instant.now());
  private boolean isAway;
  private final FrontDesk desk =
      new FrontDesk(
          temporal(),
          book,
          new Apps(List.of()),
          new People(
              Map.of(
                  "ana", new Person("ana", "U0ANA", null),
                  "ben", new Person("ben", "U0BEN", "ben"))),
          Duration.ofSeconds(5));

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void whoAskedByAnotherDoorDoesNotApprove() {
    story.requester("cli:ana").waiting();
    assertThatThrownBy(() -> decide("ana", true))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("Nothing tells whether you, ana, are cli:ana, who asked for this run")
        .hasMessageContaining("name both under people:, each with slack: and login:");
    assertThat(book.refusals()).extracting(Refusal::actor).containsExactly("ana");
    assertThat(decide("ben", true).message()).isEqualTo("Counted.");
  }

  @Test
  void whoIsNamedMeanwhileIsStillTheOneWhoAsked() {
    story.requester("cli:ben").waiting();
    assertThatThrownBy(() -> decide("ben", true))
        .hasMessage("You are cli:ben, who asked for this run, so somebody else has to approve it.");
  }

  @Test
  void nobodyMakesAQuorumByTwoDoors() {
    story.requester("ben").waiting().decided("slack:U1", true, "");
    assertThatThrownBy(() -> decide("cli:zoe", true))
        .hasMessageContaining("are slack:U1, who has approved already");
  }

  @Test
  void nobodyApprovesWhatOnlyANewerDrydockCanShow() {
    story.requester("ana").waiting();
    book.add(RUN, Instant.now(), Event.Kind.STEP_STARTED, Map.of("step", "SOAK"));
    assertThatThrownBy(() -> decide("ben", true)).hasMessageContaining("cannot be read here");
    assertThat(decide("ben", false).message()).isEqualTo("Counted.");
  }

  @Test
  void anAppsNewestRunIsKnownHoweverManyOthersCameAfterIt() {
    story.waiting();
    Instant later = Instant.now().plusSeconds(1);
    for (int i = 0; i <= 200; i++) {
      book.add("other-" + i, later, Event.Kind.OPENED, Map.of("request", Map.of("app", "other")));
    }
    assertThat(desk.known("Keeper").run()).isEqualTo(RUN);
  }

  @Test
  void everybodyMayReject() {
    story.requester("cli:ana").waiting();
    assertThat(decide("ana", false).message()).isEqualTo("Counted.");
  }

  @Test
  void whatMayStillComeToCountDoesNotStandAsRefused() {
    isAway = true;
    story.waiting();
    assertThatThrownBy(() -> decide("ben", true)).hasMessageContaining("may still come to count");
    assertThat(book.refusals()).isEmpty();
  }

  private Receipt decide(String person, boolean approve) {
    return desk.decide(
        RUN, story.plan().digest(), approve, "", new Caller(person, List.of(), Source.SLACK));
  }

  /** Counts each answer, or does not answer. */
  private WorkflowClient temporal() {
    WorkflowStub stub =
        (WorkflowStub)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {WorkflowStub.class},
                (proxy, method, arguments) -> {
                  if (isAway) {
                    throw Status.DEADLINE_EXCEEDED.asRuntimeException();
                  }
                  return new Receipt("Counted.");
                });
    return (WorkflowClient)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {WorkflowClient.class},
            (proxy, method, arguments) -> stub);
  }
}
