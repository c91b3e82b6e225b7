package dev.drydock.bot.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.bot.slack.MemoryBook;
import dev.drydock.bot.slack.Story;
import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Listed;
import dev.drydock.workflows.Policy;
import dev.drydock.workflows.Receipt;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.DrydockConfig.Person;
import dev.drydock.workflows.config.RequestConfig;
import dev.drydock.workflows.config.VersionRule;
import io.grpc.Status;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrontDeskTest {
  private static final String RUN = "keeper-41";
  private static final Listed OPERATORS = new Listed(List.of("ben", "cho"), List.of("S0OPS"));
  private static final AppConfig KEEPER =
      new AppConfig(
          "keeper",
          "keeper:{version}",
          null,
          null,
          new DatabaseConfig("db", 5432, "keeper", "keeper", null, "postgres"),
          null,
          null,
          null,
          null,
          new Policy(List.of(), Limits.DEFAULT, OPERATORS),
          new RequestConfig(
              new Listed(List.of("ana"), List.of("S0DEV")), new VersionRule("[0-9]+[.][0-9.]+")));

  private final MemoryBook book = new MemoryBook();
  private final Story story = new Story(book, RUN, Instant.now());
  private final List<String> called = new ArrayList<>();
  private boolean isAway;
  private final FrontDesk desk =
      new FrontDesk(
          temporal(),
          book,
          new Apps(List.of(KEEPER)),
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

  @Test
  void whoMayNotAskStartsNothing() {
    Caller zoe = caller("slack:U0ZOE", "S0OPS");
    String why =
        "slack:U0ZOE may not ask for a run or a plan of keeper. Let somebody ask who may: ana, a member of group S0DEV;";
    assertThatThrownBy(() -> desk.start("keeper", "1.9.0", zoe, null))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith(why);
    assertThatThrownBy(() -> desk.plan("keeper", "1.9.0", zoe))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith(why);
    assertThat(called).isEmpty();
    assertThat(book.refusals()).isEmpty();
  }

  @Test
  void aVersionThatIsNotAllowedStartsNothing() {
    String why =
        "\"pr-666\" is no version of keeper that may be asked for. Ask for one that matches [0-9]+[.][0-9.]+ ";
    assertThatThrownBy(() -> desk.start("keeper", "pr-666", caller("ana"), null))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith(why);
    assertThatThrownBy(() -> desk.plan("keeper", "pr-666", caller("ana")))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith(why);
    assertThat(called).isEmpty();
  }

  @Test
  void whoMayAskAsks() {
    for (Caller asker : List.of(caller("ana"), caller("slack:U0ZOE", "S0DEV"))) {
      assertThat(desk.start("keeper", "1.9.0", asker, null)).isEqualTo("execution");
    }
  }

  @Test
  void aStrangersAbortIsRefusedAndStandsInTheLedger() {
    story.operators(OPERATORS).waiting();
    String why =
        "zoe may not abort keeper-41. Ask ana, who asked for it, or one of its operators: ben, cho, a member of group S0OPS.";
    assertThatThrownBy(() -> desk.abort(RUN, "no", caller("zoe", "S0DEV")))
        .isInstanceOf(Refused.class)
        .hasMessage(why);
    assertThat(book.refusals())
        .containsExactly(new Refusal(RUN, "zoe", Source.SLACK, "abort", why));
    assertThat(called).isEmpty();
    assertThat(desk.abort(RUN, "no", caller("ana")).message()).isEqualTo("Counted.");
    assertThat(desk.abort(RUN, "no", caller("zoe", "S0OPS")).message()).isEqualTo("Counted.");
  }

  /** It already runs the image that somebody asked for, so somebody must be able to stop it. */
  @Test
  void untilThereIsAPlanTheConfigurationSaysWhoMayAbort() {
    story.opened();
    assertThatThrownBy(() -> desk.abort(RUN, "no", caller("zoe")))
        .hasMessageContaining("zoe may not abort keeper-41");
    assertThat(desk.abort(RUN, "no", caller("cho")).message()).isEqualTo("Counted.");
  }

  @Test
  void aStrangersResumeIsRefusedAndStandsInTheLedger() {
    story.operators(OPERATORS).waiting();
    assertThatThrownBy(() -> desk.resume(RUN, false, null, caller("ana")))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("ana is not among the operators of keeper-41");
    assertThat(book.refusals()).extracting(Refusal::actor).containsExactly("ana");
    assertThat(desk.resume(RUN, false, null, caller("cho")).message()).isEqualTo("Counted.");
  }

  /** The run itself compares ids; who asked may have another one, by another door. */
  @ParameterizedTest
  @CsvSource({"true,", "false,7F3A-K2Q9"})
  void whoAskedByAnotherDoorDoesNotSayWhatBecomesOfWrites(boolean keepNew, String discard) {
    story.operators(new Listed(List.of("ana", "ben"), List.of())).requester("cli:ana").waiting();
    assertThatThrownBy(() -> desk.resume(RUN, keepNew, discard, caller("ana")))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("Nothing tells whether you, ana, are cli:ana, who asked");
    assertThat(desk.resume(RUN, false, null, caller("ana")).message()).isEqualTo("Counted.");
    assertThat(desk.resume(RUN, keepNew, discard, caller("ben")).message()).isEqualTo("Counted.");
  }

  @Test
  void whoIsNamedMeanwhileDoesNotSayWhatBecomesOfTheirOwnWrites() {
    story.operators(OPERATORS).requester("cli:ben").waiting();
    assertThatThrownBy(() -> desk.resume(RUN, true, null, caller("ben")))
        .hasMessage(
            "You are cli:ben, who asked for this run, so somebody else has to say what becomes of what was written.");
  }

  @Test
  void aRunOfAnEarlierVersionGoesOnAsItWasBegun() {
    story.operators(null).requester("cli:ana").waiting();
    assertThat(desk.abort(RUN, "no", caller("zoe")).message()).isEqualTo("Counted.");
    assertThat(desk.resume(RUN, true, null, caller("ana")).message()).isEqualTo("Counted.");
  }

  private static Caller caller(String person, String... groups) {
    return new Caller(person, List.of(groups), Source.SLACK);
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
                  called.add(method.getName());
                  return method.getName().equals("start")
                      ? WorkflowExecution.newBuilder().setRunId("execution").build()
                      : new Receipt("Counted.");
                });
    return (WorkflowClient)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {WorkflowClient.class},
            (proxy, method, arguments) -> stub);
  }
}
