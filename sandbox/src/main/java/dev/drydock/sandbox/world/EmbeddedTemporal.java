package dev.drydock.sandbox.world;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Temporal's in-JVM test service on a loopback port, in real time. It keeps nothing: what runs on
 * it is gone with the process.
 *
 * <p>The service never gives up a sticky queue whose worker has gone; so the stickiness is taken
 * out of what workers say, and a restarted worker goes on where a real service would let it, by
 * replaying.
 */
public final class EmbeddedTemporal implements AutoCloseable {
  private final TestServicesStarter starter = new TestServicesStarter(true, 0);
  private final Server server;

  public EmbeddedTemporal() throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    HealthStatusManager health = new HealthStatusManager();
    for (BindableService service : starter.getServices()) {
      builder.addService(ServerInterceptors.intercept(service, new NoSticky()));
      health.setStatus(
          service.bindService().getServiceDescriptor().getName(), ServingStatus.SERVING);
    }
    server = builder.addService(health.getHealthService()).build().start();
  }

  /** {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    starter.close();
  }

  private static final class NoSticky implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        @SuppressWarnings("unchecked")
        public void onMessage(Q message) {
          super.onMessage(
              message instanceof RespondWorkflowTaskCompletedRequest done
                  ? (Q) done.toBuilder().clearStickyAttributes().build()
                  : message);
        }
      };
    }
  }
}
