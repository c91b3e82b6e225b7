package dev.drydock.activities.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepFailed;
import dev.drydock.workflows.book.StepStarted;
import dev.drydock.workflows.config.Scrub;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each deed's start and end into the ledger, where the deed is done: every activity whose
 * first argument is a record with a {@code StepRef ref()} and a run. And no result or failure of
 * any activity leaves this worker for Temporal's history with a secret in it.
 *
 * <p>Where the ledger cannot be reached the attempt fails and Temporal tries again: nothing is done
 * that is not recorded.
 */
public final class StepRecorder extends WorkerInterceptorBase {
  private static final Logger LOG = LoggerFactory.getLogger(StepRecorder.class);
  private final PostgresLedger ledger;
  private final Scrub scrub;
  private final String by;

  /**
   * @param version of this Drydock, for who asks a year later which one did it
   */
  public StepRecorder(PostgresLedger ledger, Scrub scrub, String version) {
    this.ledger = ledger;
    this.scrub = scrub;
    this.by = version + " on " + Host.name();
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Recording(next);
  }

  private final class Recording extends ActivityInboundCallsInterceptorBase {
    private ActivityInfo info;

    Recording(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      info = context.getInfo();
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      try {
        Optional<StepRef> ref = stepRef(input).filter(found -> !found.run().isEmpty());
        return clean(ref.isPresent() ? recorded(ref.get(), input) : super.execute(input));
      } catch (RuntimeException failure) {
        throw ScrubbedFailure.of(failure, scrub);
      }
    }

    private ActivityOutput clean(ActivityOutput output) {
      Object result = output.getResult();
      Object clean = scrub.value(result);
      return clean == result ? output : new ActivityOutput(clean);
    }

    private ActivityOutput recorded(StepRef ref, ActivityInput input) {
      String deed = info.getActivityType();
      String key = FactKey.ofAttempt(info);
      ledger.started(
          ref.run(), key, new StepStarted(ref.step(), ref.undo(), deed, info.getAttempt(), by));
      LOG.info("{} begins, attempt {}", deed, info.getAttempt());
      long began = System.nanoTime();
      ActivityOutput output = failing(ref, key, () -> super.execute(input));
      Duration took = Duration.ofMillis((System.nanoTime() - began) / 1_000_000);
      JsonNode result = output.getResult() == null ? null : Json.tree(output.getResult());
      return failing(
          ref,
          key,
          () -> {
            done(ref, key, new StepDone(ref.step(), ref.undo(), deed, took, result));
            LOG.info("{} done in {} ms", deed, took.toMillis());
            return output;
          });
    }

    private void done(StepRef ref, String key, StepDone done) {
      try {
        ledger.done(ref.run(), key, done);
      } catch (EventLog.TooLarge e) {
        throw Failures.stepFailed(
            "the result of " + done.deed() + " is too large: " + e.getMessage());
      }
    }

    private ActivityOutput failing(
        StepRef ref, String key, java.util.function.Supplier<ActivityOutput> deed) {
      try {
        return deed.get();
      } catch (LedgerPool.LedgerFailure unrecorded) {
        throw unrecorded;
      } catch (RuntimeException failure) {
        recordFailure(ref, key, failure);
        throw failure;
      }
    }

    private void recordFailure(StepRef ref, String key, RuntimeException failure) {
      boolean canceled = isCanceled(failure);
      StepFailed failed =
          new StepFailed(
              ref.step(),
              ref.undo(),
              info.getActivityType(),
              info.getAttempt(),
              canceled ? StepFailed.CANCELED : scrub.line(oneLine(failure)),
              !canceled && willRetry(failure));
      LOG.warn("{} failed, attempt {}: {}", failed.deed(), failed.attempt(), failed.error());
      try {
        ledger.failed(ref.run(), key, failed);
      } catch (LedgerPool.LedgerFailure unrecorded) {
        if (!canceled) {
          throw unrecorded;
        }
      }
    }
  }

  /**
   * By the failure's kind alone: deeds are tried until their limit is used up, and that it is the
   * run tells by what it does next.
   */
  private static boolean willRetry(RuntimeException failure) {
    return !(failure instanceof ApplicationFailure named && named.isNonRetryable());
  }

  private static boolean isCanceled(RuntimeException failure) {
    return failure instanceof ActivityCompletionException || failure instanceof CanceledFailure;
  }

  private static String oneLine(RuntimeException failure) {
    if (failure instanceof ApplicationFailure named) {
      return named.getOriginalMessage();
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static Optional<StepRef> stepRef(ActivityInboundCallsInterceptor.ActivityInput input) {
    Object[] arguments = input.getArguments();
    if (arguments.length == 0 || !(arguments[0] instanceof Record first)) {
      return Optional.empty();
    }
    return Arrays.stream(first.getClass().getRecordComponents())
        .filter(component -> component.getType() == StepRef.class)
        .findFirst()
        .map(
            component -> {
              try {
                return (StepRef) component.getAccessor().invoke(first);
              } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
              }
            });
  }
}
