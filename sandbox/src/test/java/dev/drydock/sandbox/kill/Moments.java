package dev.drydock.sandbox.kill;

import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.StepRef;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.lang.reflect.RecordComponent;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between the worker and the deeds, inside of what records them, and does something at one
 * exact moment: when a deed's start is recorded and it has done nothing yet, or when it has
 * returned and neither ledger nor Temporal know. Once.
 */
final class Moments extends WorkerInterceptorBase {
  /** What happens; an activity that shall never answer does not return from it. */
  @FunctionalInterface
  interface Deed {
    void happen() throws Exception;
  }

  private record Armed(String runs, Cell cell, Deed deed) {
    boolean fits(String type, String run, boolean undo) {
      return type.equals(cell.row().deed) && run.startsWith(runs) && undo == cell.row().isWayBack;
    }
  }

  private final AtomicReference<Armed> armed = new AtomicReference<>();
  private final AtomicReference<Throwable> failed = new AtomicReference<>();

  /**
   * @param runs how the ids of the runs begin that it is meant for
   */
  void arm(String runs, Cell cell, Deed deed) {
    failed.set(null);
    armed.set(new Armed(runs, cell, deed));
  }

  /** True once the moment has come. */
  boolean isOver() {
    return armed.get() == null;
  }

  /** What went wrong with the killing itself, or null. */
  Throwable failed() {
    return failed.get();
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new ActivityInboundCallsInterceptorBase(next) {
      private ActivityInfo info;

      @Override
      public void init(ActivityExecutionContext context) {
        info = context.getInfo();
        super.init(context);
      }

      @Override
      public ActivityOutput execute(ActivityInput input) {
        at(false, input);
        ActivityOutput output = super.execute(input);
        at(true, input);
        return output;
      }

      private void at(boolean isAfter, ActivityInput input) {
        Armed now = armed.get();
        Object first = input.getArguments().length == 0 ? null : input.getArguments()[0];
        if (now == null || now.cell().isAfter() != isAfter || first == null) {
          return;
        }
        StepRef ref = ref(first);
        String run = ref == null ? decided(first) : ref.run();
        boolean undo = ref != null && ref.undo();
        if (now.fits(info.getActivityType(), run, undo) && armed.compareAndSet(now, null)) {
          try {
            now.deed().happen();
          } catch (Exception e) {
            failed.set(e);
          }
        }
      }
    };
  }

  private static String decided(Object first) {
    return first instanceof LedgerActivities.Decided decided ? decided.decision().run() : "";
  }

  private static StepRef ref(Object first) {
    if (!first.getClass().isRecord()) {
      return null;
    }
    for (RecordComponent component : first.getClass().getRecordComponents()) {
      if (component.getType() == StepRef.class) {
        try {
          return (StepRef) component.getAccessor().invoke(first);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return null;
  }
}
