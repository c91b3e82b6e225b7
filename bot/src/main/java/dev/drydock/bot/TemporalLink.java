package dev.drydock.bot;

import dev.drydock.bot.config.ConfigException;
import dev.drydock.workflows.config.DrydockConfig.TemporalConfig;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.DataConverter;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The connection to Temporal. Address, namespace, TLS and API key come from Temporal's own
 * environment and profile file; address and namespace in {@code drydock.yaml} win over them.
 * Connects when first used.
 */
final class TemporalLink implements AutoCloseable {
  private static final String DEFAULT_ADDRESS = "localhost:7233";
  private final WorkflowServiceStubsOptions options;
  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;

  private TemporalLink(ClientConfigProfile profile, DataConverter converter) {
    this.options = profile.toWorkflowServiceStubsOptions();
    this.stubs = WorkflowServiceStubs.newServiceStubs(options);
    this.client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions())
                .setDataConverter(converter)
                .build());
  }

  static TemporalLink open(
      TemporalConfig config, Map<String, String> environment, DataConverter converter) {
    return new TemporalLink(profile(config, environment), converter);
  }

  static ClientConfigProfile profile(TemporalConfig config, Map<String, String> environment) {
    ClientConfigProfile found;
    try {
      found =
          ClientConfigProfile.load(
              LoadClientConfigProfileOptions.newBuilder().setEnvOverrides(environment).build());
    } catch (IOException e) {
      throw new ConfigException("Temporal's profile file cannot be read: " + e.getMessage());
    }
    String address = first(config.address(), found.getAddress(), DEFAULT_ADDRESS);
    String namespace = first(config.namespace(), found.getNamespace(), "default");
    return found.toBuilder().setAddress(address).setNamespace(namespace).build();
  }

  private static String first(String... candidates) {
    for (String candidate : candidates) {
      if (candidate != null && !candidate.isBlank()) {
        return candidate;
      }
    }
    throw new IllegalArgumentException("no candidate");
  }

  WorkflowClient client() {
    return client;
  }

  WorkflowServiceStubs stubs() {
    return stubs;
  }

  String address() {
    return options.getTarget();
  }

  String namespace() {
    return client.getOptions().getNamespace();
  }

  /** For search attributes; the caller ends it by {@link OperatorServiceStubs#shutdown}. */
  OperatorServiceStubs operator() {
    return OperatorServiceStubs.newServiceStubs(
        OperatorServiceStubsOptions.newBuilder()
            .setChannel(stubs.getRawChannel())
            .validateAndBuildWithDefaults());
  }

  @Override
  public void close() {
    stubs.shutdown();
    stubs.awaitTermination(5, TimeUnit.SECONDS);
  }
}
