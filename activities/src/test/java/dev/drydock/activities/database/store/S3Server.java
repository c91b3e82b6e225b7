package dev.drydock.activities.database.store;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.drydock.workflows.config.S3Config;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.slf4j.LoggerFactory;

/**
 * A server that speaks S3, with the bucket {@code backups}; what it holds stays while it is away.
 */
public final class S3Server implements AutoCloseable {
  /** By reference: {@code {env: s3-access}} is {@code s3-access-secret}, as in the other tests. */
  private static final Secrets SECRETS = ref -> ((SecretRef.Env) ref).name() + "-secret";

  private final BlobStoreContext context;
  private final int port;
  private S3Proxy proxy;

  private S3Server(BlobStoreContext context, int port) {
    this.context = context;
    this.port = port;
  }

  public static S3Server start() throws Exception {
    for (String loud :
        List.of("org.gaul", "org.jclouds", "software.amazon", "jclouds", "sun.net")) {
      ((Logger) LoggerFactory.getLogger(loud)).setLevel(Level.INFO);
    }
    BlobStoreContext context =
        ContextBuilder.newBuilder(new TransientApiMetadata())
            .credentials("unused", "unused")
            .build(BlobStoreContext.class);
    context.getBlobStore().createContainerInLocation(null, "backups");
    S3Server server = new S3Server(context, freePort());
    server.comeBack();
    return server;
  }

  public int port() {
    return port;
  }

  /** Takes connections again, on the same port, with what it held. */
  public void comeBack() throws Exception {
    proxy =
        S3Proxy.builder()
            .blobStore(context.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(
                AuthenticationType.AWS_V2_OR_V4,
                SECRETS.resolve(new SecretRef.Env("s3-access")),
                SECRETS.resolve(new SecretRef.Env("s3-key")))
            .build();
    proxy.start();
  }

  public void goAway() throws Exception {
    proxy.stop();
  }

  public S3Config config(String prefix) {
    return config("backups", prefix, port);
  }

  /**
   * @param at its own port, or one of something before it
   */
  public static S3Config config(String bucket, String prefix, int at) {
    return new S3Config(
        bucket,
        prefix,
        "http://127.0.0.1:" + at,
        "us-east-1",
        true,
        new SecretRef.Env("s3-access"),
        new SecretRef.Env("s3-key"));
  }

  /** Puts something else under a key of the bucket {@code backups}. */
  public void overwrite(String key, byte[] content) {
    BlobStore store = context.getBlobStore();
    store.putBlob("backups", store.blobBuilder(key).payload(content).build());
  }

  public void remove(String key) {
    context.getBlobStore().removeBlob("backups", key);
  }

  public boolean has(String key) {
    return context.getBlobStore().blobExists("backups", key);
  }

  /** Keys of the bucket {@code backups} that begin so, in their order. */
  public List<String> keys(String prefix) {
    return context
        .getBlobStore()
        .list("backups", ListContainerOptions.Builder.prefix(prefix).recursive())
        .stream()
        .map(StorageMetadata::getName)
        .sorted()
        .toList();
  }

  public byte[] read(String key) throws IOException {
    return context.getBlobStore().getBlob("backups", key).getPayload().openStream().readAllBytes();
  }

  @Override
  public void close() throws Exception {
    proxy.stop();
    context.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
