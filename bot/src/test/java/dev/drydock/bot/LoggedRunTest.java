package dev.drydock.bot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.drydock.workflows.Abort;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Lines of activities and of workflow code say their run. */
class LoggedRunTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(LoggedRunTest.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @WorkflowInterface
  public interface Sailing {
    @WorkflowMethod
    void sail(MigrationRequest request);

    @UpdateMethod
    String abort(Abort abort);
  }

  @ActivityInterface
  public interface Deed {
    @ActivityMethod
    void act(In in);
  }

  /** As every deed's input. */
  public record In(StepRef ref, String more) {}

  /** Logs at each turn. */
  public static final class SailingImpl implements Sailing {
    private boolean over;

    @Override
    public void sail(MigrationRequest request) {
      LOG.info("asked");
      StepRef ref = new StepRef("keeper-41", request.app(), Step.UPGRADE, true);
      Workflow.newActivityStub(
              Deed.class,
              ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(5)).build())
          .act(new In(ref, ""));
      LOG.info("acted");
      Workflow.await(() -> over);
    }

    @Override
    public String abort(Abort abort) {
      LOG.info("aborted");
      over = true;
      return "done";
    }
  }

  /** Logs. */
  public static final class DeedImpl implements Deed {
    @Override
    public void act(In in) {
      LOG.info("acting");
    }
  }

  @BeforeEach
  void listen() {
    lines.start();
    LOG.setLevel(Level.INFO);
    LOG.addAppender(lines);
  }

  @AfterEach
  void leave() {
    LOG.detachAppender(lines);
  }

  private Map<String, String> said(String message) {
    return List.copyOf(lines.list).stream()
        .filter(line -> line.getMessage().equals(message))
        .findFirst()
        .orElseThrow()
        .getMDCPropertyMap();
  }

  @Test
  void aLineSaysItsRunStepAndApp() {
    TestEnvironmentOptions options =
        TestEnvironmentOptions.newBuilder()
            .setWorkerFactoryOptions(
                WorkerFactoryOptions.newBuilder().setWorkerInterceptors(new LoggedRun()).build())
            .build();
    try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(options)) {
      var worker = temporal.newWorker("queue");
      worker.registerWorkflowImplementationTypes(SailingImpl.class);
      worker.registerActivitiesImplementations(new DeedImpl());
      temporal.start();
      Sailing sailing =
          temporal
              .getWorkflowClient()
              .newWorkflowStub(
                  Sailing.class, WorkflowOptions.newBuilder().setTaskQueue("queue").build());
      DatabaseId database = new DatabaseId("db", 5432, "keeper");
      WorkflowClient.start(
          sailing::sail,
          new MigrationRequest("keeper", "1.9.0", database, "ana", Source.CLI, null));
      sailing.abort(new Abort("keeper-41", "ana", Source.CLI, "no"));
      WorkflowStub.fromTyped(sailing).getResult(Void.class);
    }
    assertThat(said("asked")).containsEntry("app", "keeper").doesNotContainKey("run");
    assertThat(said("acting"))
        .containsEntry("run", "keeper-41")
        .containsEntry("app", "keeper")
        .containsEntry("step", "undo-upgrade");
    assertThat(said("acted")).containsEntry("run", "keeper-41").containsEntry("app", "keeper");
    assertThat(said("aborted")).containsEntry("run", "keeper-41");
  }

  @Test
  void aPlainLineSaysRunAndStepWhereTheyAreKnown() throws Exception {
    String pattern =
        Files.readString(Path.of("src/main/resources/logback.xml"))
            .replaceAll("(?s).*<pattern>.*?(%replace.*?)%ex.*", "$1");
    PatternLayout layout = new PatternLayout();
    layout.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    layout.setPattern(pattern);
    layout.start();
    LOG.info("alone");
    org.slf4j.MDC.put("run", "keeper-41");
    LOG.info("run");
    org.slf4j.MDC.put("step", "seal");
    LOG.info("both");
    org.slf4j.MDC.clear();
    assertThat(lines.list.stream().map(layout::doLayout).map(String::strip))
        .containsExactly("alone", "keeper-41 run", "keeper-41/seal both");
  }
}
