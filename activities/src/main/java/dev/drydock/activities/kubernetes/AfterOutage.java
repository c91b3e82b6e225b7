package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An API server that has just begun answers before it knows its Roles, and refuses what is allowed
 * (seen on 1.34). So for a while after it was away, a refusal is asked again; at any other time it
 * is what it says.
 */
public final class AfterOutage {
  private static final Duration WHILE = Duration.ofSeconds(30);
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(3));
  private static final int FORBIDDEN = 403;

  private final AtomicReference<Instant> away = new AtomicReference<>(Instant.MIN);

  private AfterOutage() {}

  /** For the client's builder. The client lets each interceptor ask once more, hence several. */
  public static void patience(HttpClient.Builder builder) {
    AfterOutage outage = new AfterOutage();
    for (Duration pause : PAUSES) {
      builder.addOrReplaceInterceptor("after-outage-" + pause, outage.asking(pause));
    }
  }

  private boolean isRecent() {
    return Instant.now().minus(WHILE).isBefore(away.get());
  }

  private Interceptor asking(Duration pause) {
    return new Interceptor() {
      @Override
      public void afterConnectionFailure(HttpRequest request, Throwable failure) {
        away.set(Instant.now());
      }

      @Override
      public void after(
          HttpRequest request,
          HttpResponse<?> response,
          AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (response.code() >= 500) {
          away.set(Instant.now());
        }
      }

      @Override
      public CompletableFuture<Boolean> afterFailure(
          BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
        return response.code() == FORBIDDEN && isRecent()
            ? CompletableFuture.supplyAsync(
                () -> true,
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS))
            : CompletableFuture.completedFuture(false);
      }
    };
  }
}
