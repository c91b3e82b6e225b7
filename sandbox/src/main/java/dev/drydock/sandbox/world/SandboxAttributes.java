package dev.drydock.sandbox.world;

import dev.drydock.workflows.Attributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;

/**
 * Registers Drydock's search attributes with a server that may be new. A real one takes them twice.
 */
final class SandboxAttributes {
  private SandboxAttributes() {}

  static void register(String address) {
    OperatorServiceStubs stubs =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setTarget(address)
                .validateAndBuildWithDefaults());
    try {
      AddSearchAttributesRequest.Builder request =
          AddSearchAttributesRequest.newBuilder().setNamespace("default");
      Attributes.ALL.forEach(
          key ->
              request.putSearchAttributes(
                  key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
      stubs.blockingStub().addSearchAttributes(request.build());
    } finally {
      stubs.shutdownNow();
    }
  }
}
