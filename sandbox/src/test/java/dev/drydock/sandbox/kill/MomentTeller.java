package dev.drydock.sandbox.kill;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * In a worker's process, between the worker and the deeds, inside of what records them: tells the
 * test's process of each moment, and goes on when it is told to ({@link Moments}).
 */
final class MomentTeller extends WorkerInterceptorBase {
  private final int port;

  /**
   * @param port of {@link Moments}
   */
  MomentTeller(int port) {
    this.port = port;
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new ActivityInboundCallsInterceptorBase(next) {
      private String deed;

      @Override
      public void init(ActivityExecutionContext context) {
        deed = context.getInfo().getActivityType();
        super.init(context);
      }

      @Override
      public ActivityOutput execute(ActivityInput input) {
        tell(false, input);
        ActivityOutput output = super.execute(input);
        tell(true, input);
        return output;
      }

      private void tell(boolean isAfter, ActivityInput input) {
        Object first = input.getArguments().length == 0 ? null : input.getArguments()[0];
        Moment.of(deed, first, isAfter).ifPresent(MomentTeller.this::tell);
      }
    };
  }

  /** Returns when the test has let it pass; a process that is killed meanwhile does not. */
  private void tell(Moment moment) {
    try (Socket test = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader answer =
            new BufferedReader(
                new InputStreamReader(test.getInputStream(), StandardCharsets.UTF_8))) {
      test.getOutputStream().write((moment.line() + "\n").getBytes(StandardCharsets.UTF_8));
      answer.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
