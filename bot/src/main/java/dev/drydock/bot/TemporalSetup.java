package dev.drydock.bot;

import dev.drydock.bot.cli.setup.Settled;
import dev.drydock.bot.cli.setup.Wish;
import dev.drydock.bot.config.Durations;
import dev.drydock.workflows.Attributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Makes the namespace and its search attributes where they are missing. Nothing is removed, retyped
 * or shortened. Each part first looks, so that it can be repeated at any point.
 */
final class TemporalSetup {
  /** Of a namespace that Drydock makes: longer than anybody asks about a run without the ledger. */
  static final Duration RETENTION = Duration.ofDays(30);

  /** A service of many processes tells them of a new namespace within ten seconds. */
  private static final Duration UNTIL_KNOWN = Duration.ofSeconds(60);

  private static final String PROBE = "drydock-setup-probe";
  private static final String NAMESPACE = "namespace";
  private static final String ATTRIBUTES = "search attributes";

  private final TemporalLink temporal;
  private final Wish wish;
  private final Duration untilKnown;

  TemporalSetup(TemporalLink temporal, Wish wish) {
    this(temporal, wish, UNTIL_KNOWN);
  }

  TemporalSetup(TemporalLink temporal, Wish wish, Duration untilKnown) {
    this.temporal = temporal;
    this.wish = wish;
    this.untilKnown = untilKnown;
  }

  List<Settled> settle() {
    List<Settled> all = new ArrayList<>();
    Settled namespace = told(NAMESPACE, namespaceByHand(), this::namespace);
    all.add(namespace);
    if (!namespace.isTrouble()) {
      boolean isThere = namespace.state() != Settled.State.WOULD || isThere();
      all.add(told(ATTRIBUTES, attributesByHand(), () -> attributes(isThere)));
    }
    return all;
  }

  private boolean isThere() {
    return Namespaces.find(temporal).isPresent();
  }

  // ---- the namespace

  private Settled namespace() {
    Optional<DescribeNamespaceResponse> found = Namespaces.find(temporal);
    return found.isPresent() ? retention(found.get()) : create();
  }

  private Settled create() {
    Duration retention = wish.retention() == null ? RETENTION : wish.retention();
    String made = place() + ", retention " + Durations.write(retention);
    if (wish.dryRun()) {
      return Settled.would(NAMESPACE, "make " + made);
    }
    try {
      temporal
          .service()
          .registerNamespace(
              RegisterNamespaceRequest.newBuilder()
                  .setNamespace(temporal.namespace())
                  .setDescription("Drydock's runs")
                  .setWorkflowExecutionRetentionPeriod(seconds(retention))
                  .build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
    }
    return awaitUntil(this::isKnown)
        ? Settled.done(NAMESPACE, made)
        : Settled.failed(
            NAMESPACE,
            made + ", made, but not known to the whole service after " + waited(),
            "drydock setup");
  }

  private Settled retention(DescribeNamespaceResponse found) {
    Duration is = Namespaces.retention(found);
    Duration wanted = wish.retention();
    String at = place() + ", retention " + Durations.write(is);
    if (wanted == null) {
      return is.compareTo(RETENTION) < 0
          ? Settled.note(
              NAMESPACE,
              at + ", after which Temporal forgets a run; the ledger does not",
              "drydock setup --retention " + Durations.write(RETENTION))
          : Settled.so(NAMESPACE, at);
    }
    if (is.compareTo(wanted) == 0) {
      return Settled.so(NAMESPACE, at);
    }
    if (is.compareTo(wanted) > 0) {
      return Settled.note(
          NAMESPACE,
          at + ", longer than asked for: left, because less would take histories away",
          "temporal operator namespace update --namespace "
              + temporal.namespace()
              + " --retention "
              + Namespaces.hours(wanted));
    }
    return prolong(is, wanted);
  }

  private Settled prolong(Duration is, Duration wanted) {
    String change =
        place() + ", retention " + Durations.write(is) + " -> " + Durations.write(wanted);
    if (wish.dryRun()) {
      return Settled.would(NAMESPACE, change);
    }
    temporal
        .service()
        .updateNamespace(
            UpdateNamespaceRequest.newBuilder()
                .setNamespace(temporal.namespace())
                .setConfig(
                    NamespaceConfig.newBuilder().setWorkflowExecutionRetentionTtl(seconds(wanted)))
                .build());
    return Settled.done(NAMESPACE, change);
  }

  /**
   * Asks each part of the service that a run needs: who keeps histories, and who hands out work.
   */
  private boolean isKnown() {
    try {
      temporal
          .service()
          .describeTaskQueue(
              DescribeTaskQueueRequest.newBuilder()
                  .setNamespace(temporal.namespace())
                  .setTaskQueue(TaskQueue.newBuilder().setName(PROBE))
                  .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                  .build());
      temporal
          .service()
          .describeWorkflowExecution(
              DescribeWorkflowExecutionRequest.newBuilder()
                  .setNamespace(temporal.namespace())
                  .setExecution(WorkflowExecution.newBuilder().setWorkflowId(PROBE))
                  .build());
      return true;
    } catch (StatusRuntimeException e) {
      return isAbout(e, PROBE) || e.getStatus().getCode() == Status.Code.UNIMPLEMENTED;
    }
  }

  /** No such run, said by somebody who knows the namespace. */
  private static boolean isAbout(StatusRuntimeException e, String workflow) {
    String told = String.valueOf(e.getStatus().getDescription());
    return e.getStatus().getCode() == Status.Code.NOT_FOUND
        && (told.contains(workflow) || told.startsWith("workflow "));
  }

  // ---- its search attributes

  private Settled attributes(boolean namespaceIsThere) {
    if (!namespaceIsThere) {
      return Settled.would(ATTRIBUTES, "make " + String.join(", ", names()) + ", each a Keyword");
    }
    if (!(SearchAttributes.list(temporal) instanceof SearchAttributes.Listing.Told told)) {
      return Settled.note(
          ATTRIBUTES,
          "this service does not tell which are there; these are needed, as Keyword: "
              + String.join(", ", names()),
          attributesByHand());
    }
    SearchAttributes.Difference difference = SearchAttributes.compare(told.types());
    if (!difference.wrong().isEmpty()) {
      return Settled.failed(
          ATTRIBUTES,
          difference.told() + "; Drydock retypes nothing, because runs lose what they have in them",
          difference.mend(temporal.namespace()));
    }
    return difference.isEmpty()
        ? Settled.so(ATTRIBUTES, String.join(", ", names()))
        : add(difference.missing());
  }

  private Settled add(List<String> missing) {
    String what = String.join(", ", missing);
    if (wish.dryRun()) {
      return Settled.would(ATTRIBUTES, "make " + what + ", each a Keyword");
    }
    AddSearchAttributesRequest.Builder request =
        AddSearchAttributesRequest.newBuilder().setNamespace(temporal.namespace());
    missing.forEach(
        name -> request.putSearchAttributes(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    temporal.operator().addSearchAttributes(request.build());
    return awaitUntil(this::areKnown)
        ? Settled.done(ATTRIBUTES, what)
        : Settled.failed(
            ATTRIBUTES,
            what + ": made, but not known to the whole service after " + waited(),
            "drydock setup");
  }

  /** A list that filters by all of them is refused while one is unknown. */
  private boolean areKnown() {
    String query =
        names().stream().map(name -> name + " = 'x'").collect(Collectors.joining(" AND "));
    try {
      temporal
          .service()
          .countWorkflowExecutions(
              CountWorkflowExecutionsRequest.newBuilder()
                  .setNamespace(temporal.namespace())
                  .setQuery(query)
                  .build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT) {
        return false;
      }
      if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        throw e;
      }
    }
    return !(SearchAttributes.list(temporal) instanceof SearchAttributes.Listing.Told told)
        || SearchAttributes.compare(told.types()).isEmpty();
  }

  // ---- for both

  private interface Part {
    Settled settle();
  }

  /** What a service refuses is told with what somebody who may has to do. */
  private Settled told(String what, String byHand, Part part) {
    try {
      return part.settle();
    } catch (StatusRuntimeException e) {
      if (TemporalLink.isAway(e)) {
        return Settled.away(what, temporal.inWords(e));
      }
      return switch (e.getStatus().getCode()) {
        case PERMISSION_DENIED, UNIMPLEMENTED -> Settled.failed(what, temporal.inWords(e), byHand);
        case UNAUTHENTICATED -> Settled.failed(what, temporal.inWords(e), "drydock doctor");
        default -> Settled.failed(what, temporal.inWords(e), "");
      };
    }
  }

  private String namespaceByHand() {
    Duration retention = wish.retention() == null ? RETENTION : wish.retention();
    return "# somebody who may has to make it (Temporal Cloud: in its console, or by tcld namespace"
        + " create), or:\n"
        + Namespaces.command(temporal.namespace(), retention)
        + "\ndrydock setup";
  }

  private String attributesByHand() {
    return "# somebody who may has to make them (Temporal Cloud: in its console, or by tcld"
        + " namespace search-attributes add), or:\n"
        + SearchAttributes.create(names(), temporal.namespace())
        + "\ndrydock setup";
  }

  private boolean awaitUntil(java.util.function.BooleanSupplier known) {
    Instant end = Instant.now().plus(untilKnown);
    while (!known.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(250);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private String place() {
    return temporal.namespace() + " at " + temporal.address();
  }

  private String waited() {
    return Durations.write(untilKnown);
  }

  private static List<String> names() {
    return Attributes.ALL.stream().map(key -> key.getName()).toList();
  }

  private static com.google.protobuf.Duration seconds(Duration duration) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(duration.toSeconds()).build();
  }
}
