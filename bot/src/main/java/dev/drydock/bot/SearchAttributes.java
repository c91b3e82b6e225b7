package dev.drydock.bot;

import dev.drydock.workflows.Attributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** What to type: {@code drydock setup}, or the same by Temporal's own tool. */
    String mend(String namespace) {
      if (wrong.isEmpty()) {
        return "drydock setup\n# the same by Temporal's own tool:\n" + create(missing, namespace);
      }
      return retype(wrong, namespace) + "\ndrydock setup";
    }
  }

  /** The command that makes them. */
  static String create(List<String> names, String namespace) {
    StringBuilder command =
        new StringBuilder("temporal operator search-attribute create --namespace " + namespace);
    names.forEach(name -> command.append(" --name ").append(name).append(" --type Keyword"));
    return command.toString();
  }

  /** The commands that take them away, with the values that runs have in them. */
  static String retype(List<String> names, String namespace) {
    return names.stream()
        .map(
            name ->
                "temporal operator search-attribute remove --yes --name "
                    + name
                    + " --namespace "
                    + namespace)
        .collect(java.util.stream.Collectors.joining("\n"));
  }

  /**
   * @throws StatusRuntimeException when Temporal cannot be reached or has no such namespace
   */
  static Listing list(TemporalLink temporal) {
    try {
      var answer =
          temporal
              .operator()
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
   * @throws StatusRuntimeException when Temporal cannot be reached
   */
  static void require(TemporalLink temporal) {
    Namespaces.require(temporal);
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
