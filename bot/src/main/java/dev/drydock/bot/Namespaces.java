package dev.drydock.bot;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import java.time.Duration;
import java.util.Optional;

/** Temporal's namespace: is it there, and how long does it remember closed runs. */
final class Namespaces {
  private Namespaces() {}

  /**
   * Empty when Temporal has no such namespace.
   *
   * @throws StatusRuntimeException any other answer
   */
  static Optional<DescribeNamespaceResponse> find(TemporalLink temporal) {
    try {
      return Optional.of(
          temporal
              .service()
              .describeNamespace(
                  DescribeNamespaceRequest.newBuilder()
                      .setNamespace(temporal.namespace())
                      .build()));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Zero where the service does not tell. */
  static Duration retention(DescribeNamespaceResponse namespace) {
    return Duration.ofSeconds(
        namespace.getConfig().getWorkflowExecutionRetentionTtl().getSeconds());
  }

  /**
   * Content with a service that does not tell: whether it lets us work is seen at once.
   *
   * @throws NotReady there is no such namespace, or it does not let us in
   */
  static void require(TemporalLink temporal) {
    try {
      if (find(temporal).isEmpty()) {
        throw new NotReady(absent(temporal), create(temporal.namespace()));
      }
    } catch (StatusRuntimeException e) {
      switch (e.getStatus().getCode()) {
        case UNAUTHENTICATED -> throw new NotReady(temporal.inWords(e), "drydock doctor");
        case UNIMPLEMENTED, PERMISSION_DENIED -> {
          // not every key may ask
        }
        default -> throw e;
      }
    }
  }

  static String absent(TemporalLink temporal) {
    return "Temporal at " + temporal.address() + " has no namespace " + temporal.namespace();
  }

  /** What to type where it is missing. */
  static String create(String name) {
    return "drydock setup\n# or, without search attributes, by Temporal's own tool:\n"
        + command(name, TemporalSetup.RETENTION);
  }

  static String command(String name, Duration retention) {
    return "temporal operator namespace create --namespace "
        + name
        + " --retention "
        + hours(retention);
  }

  /** As Temporal's tool takes it everywhere. */
  static String hours(Duration retention) {
    return Math.max(1, retention.toHours()) + "h";
  }
}
