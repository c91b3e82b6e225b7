package dev.drydock.bot;

import dev.drydock.bot.config.ConfigException;
import dev.drydock.workflows.config.DrydockConfig.TemporalConfig;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.authorization.AuthorizationGrpcMetadataProvider;
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
 * Connects when first used. Nothing here tells the API key.
 */
final class TemporalLink implements AutoCloseable {
  private static final String DEFAULT_ADDRESS = "localhost:7233";
  private static final int SECONDS = 10;

  /** Hosted services look here for whose call it is; the SDK sends it only from its clients. */
  private static final Metadata.Key<String> NAMESPACE =
      Metadata.Key.of("temporal-namespace", Metadata.ASCII_STRING_MARSHALLER);

  private final WorkflowServiceStubsOptions options;
  private final WorkflowServiceStubs stubs;
  private final OperatorServiceStubs operator;
  private final WorkflowClient client;

  private TemporalLink(ClientConfigProfile profile, DataConverter converter) {
    this.options = options(profile);
    this.stubs = WorkflowServiceStubs.newServiceStubs(options);
    this.operator = OperatorServiceStubs.newServiceStubs(operator(profile));
    this.client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions())
                .setDataConverter(converter)
                .build());
  }

  static TemporalLink open(
      TemporalConfig config, Map<String, String> environment, DataConverter converter) {
    return open(profile(config, environment), converter);
  }

  /**
   * @throws ConfigException a certificate or key that cannot be used
   */
  static TemporalLink open(ClientConfigProfile profile, DataConverter converter) {
    return new TemporalLink(profile, converter);
  }

  /**
   * @throws ConfigException Temporal's own environment or profile file is wrong
   */
  static ClientConfigProfile profile(TemporalConfig config, Map<String, String> environment) {
    ClientConfigProfile found;
    try {
      found =
          ClientConfigProfile.load(
              LoadClientConfigProfileOptions.newBuilder().setEnvOverrides(environment).build());
    } catch (IOException e) {
      throw new ConfigException("Temporal's profile file cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("Temporal's own environment is wrong: " + e.getMessage());
    }
    String address = first(config.address(), found.getAddress(), DEFAULT_ADDRESS);
    String namespace = first(config.namespace(), found.getNamespace(), "default");
    ClientConfigProfile.Builder profile =
        found.toBuilder().setAddress(address).setNamespace(namespace);
    if (found.getApiKey() != null) {
      // a Secret made from a file ends in a line break, which no header may hold
      profile.setApiKey(found.getApiKey().strip());
    }
    return profile.build();
  }

  private static WorkflowServiceStubsOptions options(ClientConfigProfile profile) {
    try {
      WorkflowServiceStubsOptions found = profile.toWorkflowServiceStubsOptions();
      boolean plain =
          profile.getTls() != null && Boolean.TRUE.equals(profile.getTls().isDisabled());
      // the SDK turns TLS on wherever there is an API key, also where TEMPORAL_TLS is false
      return plain
          ? WorkflowServiceStubsOptions.newBuilder(found).setEnableHttps(false).build()
          : found;
    } catch (RuntimeException e) {
      throw new ConfigException(
          "Temporal's TLS settings (TEMPORAL_TLS_... or its profile file) cannot be used: "
              + root(e));
    }
  }

  /** On the same channel; what the SDK sends with each call has to be said again. */
  private OperatorServiceStubsOptions operator(ClientConfigProfile profile) {
    OperatorServiceStubsOptions.Builder builder =
        OperatorServiceStubsOptions.newBuilder().setChannel(stubs.getRawChannel());
    if (profile.getApiKey() != null && !profile.getApiKey().isEmpty()) {
      String bearer = "Bearer " + profile.getApiKey();
      builder.addGrpcMetadataProvider(new AuthorizationGrpcMetadataProvider(() -> bearer));
    }
    if (profile.getMetadata() != null) {
      builder.addGrpcMetadataProvider(profile::getMetadata);
    }
    Metadata namespace = new Metadata();
    namespace.put(NAMESPACE, profile.getNamespace());
    builder.addGrpcMetadataProvider(() -> namespace);
    return builder.validateAndBuildWithDefaults();
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
    return client.getWorkflowServiceStubs();
  }

  /** For a call that has ten seconds. */
  WorkflowServiceBlockingStub service() {
    return stubs().blockingStub().withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  /** For a call about search attributes that has ten seconds. */
  OperatorServiceBlockingStub operator() {
    return operator.blockingStub().withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  String address() {
    return options.getTarget();
  }

  String namespace() {
    return client.getOptions().getNamespace();
  }

  /** Why a call failed, for a person: what it means, and what may have to be set right. */
  String inWords(StatusRuntimeException e) {
    return switch (e.getStatus().getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED ->
          "Temporal at "
              + address()
              + " cannot be reached ("
              + root(e)
              + "); are temporal.address, TEMPORAL_ADDRESS and TEMPORAL_TLS right?";
      case UNAUTHENTICATED ->
          "Temporal at "
              + address()
              + " does not accept who we are ("
              + description(e)
              + "); is TEMPORAL_API_KEY or the client certificate (TEMPORAL_TLS_CLIENT_...) right?";
      case PERMISSION_DENIED ->
          "Temporal at " + address() + " does not allow it (" + description(e) + ")";
      default -> "Temporal at " + address() + " says: " + description(e);
    };
  }

  /** True when the call did not come through at all. */
  static boolean isAway(StatusRuntimeException e) {
    Status.Code code = e.getStatus().getCode();
    return code == Status.Code.UNAVAILABLE
        || code == Status.Code.DEADLINE_EXCEEDED
        || code == Status.Code.CANCELLED;
  }

  private static String description(StatusRuntimeException e) {
    String told = e.getStatus().getDescription();
    return told == null ? e.getStatus().getCode().name() : told;
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
  }

  @Override
  public String toString() {
    return "namespace " + namespace() + " at " + address();
  }

  @Override
  public void close() {
    stubs.shutdown();
    stubs.awaitTermination(5, TimeUnit.SECONDS);
  }
}
