package dev.drydock.bot;

import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.StepRef;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.MDC;

/**
 * Has each line that is logged in an activity or in workflow code say {@link #RUN}, {@link #STEP}
 * and {@link #APP}, where they are known: from the record that is the call's first argument. A
 * workflow learns its run's id from its first activity, so its lines say it from then on. Decides
 * nothing and issues no command: histories replay with and without it.
 */
final class LoggedRun extends WorkerInterceptorBase {
  static final String RUN = "run";
  static final String STEP = "step";
  static final String APP = "app";

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new ActivityInboundCallsInterceptorBase(next) {
      @Override
      public ActivityInboundCallsInterceptor.ActivityOutput execute(
          ActivityInboundCallsInterceptor.ActivityInput input) {
        try (Said said = Said.of(input.getArguments())) {
          return super.execute(input);
        }
      }
    };
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    return new WorkflowInboundCallsInterceptorBase(next) {
      @Override
      public void init(WorkflowOutboundCallsInterceptor outbound) {
        super.init(new Outbound(outbound));
      }

      @Override
      public WorkflowOutput execute(WorkflowInput input) {
        Said.put(input.getArguments());
        return super.execute(input);
      }

      @Override
      public UpdateOutput executeUpdate(UpdateInput input) {
        try (Said said = Said.of(input.getArguments())) {
          return super.executeUpdate(input);
        }
      }
    };
  }

  /** The workflow's own thread keeps what the newest deed told: it ends with the workflow. */
  private static final class Outbound extends WorkflowOutboundCallsInterceptorBase {
    Outbound(WorkflowOutboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public <R> WorkflowOutboundCallsInterceptor.ActivityOutput<R> executeActivity(
        WorkflowOutboundCallsInterceptor.ActivityInput<R> input) {
      Said.put(input.getArgs());
      return super.executeActivity(input);
    }

    @Override
    public <R> LocalActivityOutput<R> executeLocalActivity(LocalActivityInput<R> input) {
      Said.put(input.getArgs());
      return super.executeLocalActivity(input);
    }
  }

  /** What was put, to be taken away again. */
  private static final class Said implements AutoCloseable {
    private final List<String> keys = new ArrayList<>();

    static Said of(Object[] arguments) {
      return put(arguments);
    }

    static Said put(Object[] arguments) {
      Said said = new Said();
      if (arguments != null && arguments.length > 0 && arguments[0] instanceof Record first) {
        said.record(first);
      }
      return said;
    }

    private void record(Record record) {
      if (record instanceof StepRef ref) {
        say(RUN, ref.run());
        say(APP, ref.app());
        say(STEP, (ref.undo() ? "undo-" : "") + ref.step().key());
        return;
      }
      if (record instanceof MigrationRequest request) {
        say(APP, request.app());
        return;
      }
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        Object value = value(record, component);
        if (value instanceof Record within) {
          if (value instanceof StepRef || value instanceof MigrationRequest) {
            record(within);
          }
        } else if (value instanceof String text && component.getName().equals(RUN)) {
          say(RUN, text);
        }
      }
    }

    private static Object value(Record record, RecordComponent component) {
      try {
        return component.getAccessor().invoke(record);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    private void say(String key, String value) {
      if (value != null && !value.isEmpty()) {
        MDC.put(key, value);
        keys.add(key);
      }
    }

    @Override
    public void close() {
      keys.forEach(MDC::remove);
    }
  }
}
