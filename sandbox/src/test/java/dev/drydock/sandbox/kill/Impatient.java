package dev.drydock.sandbox.kill;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import java.time.Duration;

/**
 * Has a deed that gives no sign of life tried again after 10 s, not after 60 s: a dead worker costs
 * a test less. Nothing else differs, and options are not what a replay compares.
 */
final class Impatient extends WorkerInterceptorBase {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    return new WorkflowInboundCallsInterceptorBase(next) {
      @Override
      public void init(WorkflowOutboundCallsInterceptor outbound) {
        super.init(
            new WorkflowOutboundCallsInterceptorBase(outbound) {
              @Override
              public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
                return super.executeActivity(
                    new ActivityInput<>(
                        input.getActivityName(),
                        input.getResultClass(),
                        input.getResultType(),
                        input.getArgs(),
                        impatient(input.getOptions()),
                        input.getHeader()));
              }
            });
      }
    };
  }

  private static ActivityOptions impatient(ActivityOptions options) {
    return options.getHeartbeatTimeout() == null
        ? ActivityOptions.newBuilder(options).setStartToCloseTimeout(PATIENCE).build()
        : ActivityOptions.newBuilder(options).setHeartbeatTimeout(PATIENCE).build();
  }
}
