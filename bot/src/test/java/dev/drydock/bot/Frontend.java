package dev.drydock.bot;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.StreamObserver;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.AddSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceImplBase;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceResponse;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceImplBase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The part of a Temporal service that {@code setup} and {@code doctor} talk to, over real gRPC: to
 * see what is sent, and to refuse what a dev server never refuses.
 */
final class Frontend implements AutoCloseable {
  /** What came with a call. */
  record Seen(String method, Metadata headers, String client) {
    String header(String name) {
      return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }
  }

  final List<Seen> seen = new CopyOnWriteArrayList<>();

  /** By the name of a method, {@code RegisterNamespace}: refused so. */
  final Map<String, Status> refusals = new ConcurrentHashMap<>();

  /** Seconds of retention, by name. */
  final Map<String, Long> namespaces = new ConcurrentHashMap<>();

  final Map<String, IndexedValueType> attributes = new ConcurrentHashMap<>();

  /** How often the histories' keeper says that it does not know the namespace. */
  final AtomicInteger slow = new AtomicInteger();

  private final Server server;
  private final String address;

  private Frontend(SslContext ssl) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .intercept(new Recorder())
            .addService(new Workflows())
            .addService(new Operator());
    if (ssl != null) {
      builder.sslContext(ssl);
    }
    server = builder.build().start();
    address = "127.0.0.1:" + server.getPort();
  }

  /**
   * @param ssl null for plain text
   */
  static Frontend start(SslContext ssl) throws IOException {
    return new Frontend(ssl);
  }

  String address() {
    return address;
  }

  List<String> methods() {
    return seen.stream().map(Seen::method).toList();
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
  }

  private final class Recorder implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String method = call.getMethodDescriptor().getBareMethodName();
      seen.add(new Seen(method, headers, client(call)));
      Status refusal = refusals.get(method);
      if (refusal != null) {
        call.close(refusal, new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(call, headers);
    }

    private String client(ServerCall<?, ?> call) {
      SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
      if (session == null) {
        return "plain text";
      }
      try {
        return ((X509Certificate) session.getPeerCertificates()[0])
            .getSubjectX500Principal()
            .getName();
      } catch (SSLPeerUnverifiedException e) {
        return "no certificate";
      }
    }
  }

  private static <T> void answer(StreamObserver<T> to, T answer) {
    to.onNext(answer);
    to.onCompleted();
  }

  private final class Workflows extends WorkflowServiceImplBase {
    @Override
    public void getSystemInfo(GetSystemInfoRequest in, StreamObserver<GetSystemInfoResponse> out) {
      answer(out, GetSystemInfoResponse.getDefaultInstance());
    }

    @Override
    public void describeNamespace(
        DescribeNamespaceRequest in, StreamObserver<DescribeNamespaceResponse> out) {
      Long retention = namespaces.get(in.getNamespace());
      if (retention == null) {
        out.onError(unknown(in.getNamespace()).asRuntimeException());
        return;
      }
      answer(out, DescribeNamespaceResponse.newBuilder().setConfig(config(retention)).build());
    }

    @Override
    public void registerNamespace(
        RegisterNamespaceRequest in, StreamObserver<RegisterNamespaceResponse> out) {
      namespaces.put(in.getNamespace(), in.getWorkflowExecutionRetentionPeriod().getSeconds());
      answer(out, RegisterNamespaceResponse.getDefaultInstance());
    }

    @Override
    public void updateNamespace(
        UpdateNamespaceRequest in, StreamObserver<UpdateNamespaceResponse> out) {
      namespaces.put(
          in.getNamespace(), in.getConfig().getWorkflowExecutionRetentionTtl().getSeconds());
      answer(out, UpdateNamespaceResponse.getDefaultInstance());
    }

    @Override
    public void describeTaskQueue(
        DescribeTaskQueueRequest in, StreamObserver<DescribeTaskQueueResponse> out) {
      answer(out, DescribeTaskQueueResponse.getDefaultInstance());
    }

    @Override
    public void describeWorkflowExecution(
        DescribeWorkflowExecutionRequest in,
        StreamObserver<DescribeWorkflowExecutionResponse> out) {
      out.onError(
          slow.getAndDecrement() > 0
              ? unknown(in.getNamespace()).asRuntimeException()
              : Status.NOT_FOUND
                  .withDescription(
                      "workflow not found for ID: " + in.getExecution().getWorkflowId())
                  .asRuntimeException());
    }

    @Override
    public void countWorkflowExecutions(
        CountWorkflowExecutionsRequest in, StreamObserver<CountWorkflowExecutionsResponse> out) {
      answer(out, CountWorkflowExecutionsResponse.getDefaultInstance());
    }

    private Status unknown(String namespace) {
      return Status.NOT_FOUND.withDescription("Namespace " + namespace + " is not found.");
    }

    private NamespaceConfig config(long retention) {
      return NamespaceConfig.newBuilder()
          .setWorkflowExecutionRetentionTtl(
              com.google.protobuf.Duration.newBuilder().setSeconds(retention))
          .build();
    }
  }

  private final class Operator extends OperatorServiceImplBase {
    @Override
    public void listSearchAttributes(
        ListSearchAttributesRequest in, StreamObserver<ListSearchAttributesResponse> out) {
      answer(
          out,
          ListSearchAttributesResponse.newBuilder().putAllCustomAttributes(attributes).build());
    }

    @Override
    public void addSearchAttributes(
        AddSearchAttributesRequest in, StreamObserver<AddSearchAttributesResponse> out) {
      attributes.putAll(in.getSearchAttributesMap());
      answer(out, AddSearchAttributesResponse.getDefaultInstance());
    }
  }
}
