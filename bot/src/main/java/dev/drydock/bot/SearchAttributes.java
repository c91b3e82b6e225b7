package dev.drydock.bot;

import dev.drydock.workflows.Attributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Compares the search attributes Temporal has with those a run sets. One that is missing or of
 * another type would block runs for ever.
 */
final class SearchAttributes {
  /** Embedded servers do not list; keys of hosted namespaces may not. */
  private static final Set<Status.Code> CANNOT_BE_TOLD =
      Set.of(Status.Code.UNIMPLEMENTED, Status.Code.PERMISSION_DENIED);

  private SearchAttributes() {}

  /** What Temporal has. */
  sealed interface Listing {
    record Told(Map<String, IndexedValueType> types) implements Listing {}

    record Untold(String why) implements Listing {}
  }

  /**
   * @param missing names to create
   * @param wrong names that are there with another type
   */
  record Difference(List<String> missing, List<String> wrong) {
    boolean isEmpty() {
      return missing.isEmpty() && wrong.isEmpty();
    }

    /** In one line. */
    String told() {
      return String.join(
          "; ",
          java.util.stream.Stream.of(
                  missing.isEmpty() ? "" : "missing " + String.join(", ", missing),
                  wrong.isEmpty() ? "" : "not of type Keyword: " + String.join(", ", wrong))
              .filter(part -> !part.isEmpty())
              .toList());
    }

    /** Commands to copy. */
    String mend(String namespace) {
      String where = " --namespace " + namespace;
      StringBuilder commands = new StringBuilder();
      for (String name : wrong) {
        commands
            .append("temporal operator search-attribute remove --yes --name ")
            .append(name)
            .append(where)
            .append('\n');
      }
      List<String> create =
          java.util.stream.Stream.concat(wrong.stream(), missing.stream()).toList();
      commands.append("temporal operator search-attribute create").append(where);
      create.forEach(name -> commands.append(" --name ").append(name).append(" --type Keyword"));
      return commands.toString();
    }
  }

  /**
   * @throws StatusRuntimeException when Temporal cannot be reached or has no such namespace
   */
  static Listing list(TemporalLink temporal) {
    OperatorServiceStubs operator = temporal.operator();
    try {
      var answer =
          operator
              .blockingStub()
              .withDeadlineAfter(10, TimeUnit.SECONDS)
              .listSearchAttributes(
                  ListSearchAttributesRequest.newBuilder()
                      .setNamespace(temporal.namespace())
                      .build());
      return new Listing.Told(answer.getCustomAttributesMap());
    } catch (StatusRuntimeException e) {
      if (CANNOT_BE_TOLD.contains(e.getStatus().getCode())) {
        return new Listing.Untold(String.valueOf(e.getStatus().getDescription()));
      }
      throw e;
    }
  }

  static Difference compare(Map<String, IndexedValueType> found) {
    List<String> names = Attributes.ALL.stream().map(key -> key.getName()).toList();
    List<String> missing = names.stream().filter(name -> !found.containsKey(name)).toList();
    List<String> wrong =
        names.stream()
            .filter(found::containsKey)
            .filter(name -> found.get(name) != IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
            .toList();
    return new Difference(missing, wrong);
  }

  /**
   * @throws NotReady with the command that mends it
   */
  static void require(TemporalLink temporal) {
    if (list(temporal) instanceof Listing.Told told) {
      Difference difference = compare(told.types());
      if (!difference.isEmpty()) {
        throw new NotReady(
            "Temporal's search attributes would block every run: " + difference.told(),
            difference.mend(temporal.namespace()));
      }
    }
  }
}
