package dev.drydock.activities.database.store;

import dev.drydock.workflows.config.S3Config;
import dev.drydock.workflows.config.Secrets;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** One client for each storage and its keys of now; a rotated key makes another. */
final class S3Clients {
  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(10);
  private static final Duration SAYS_NOTHING_FOR = Duration.ofSeconds(60);

  private final Map<Access, S3Client> clients = new ConcurrentHashMap<>();

  private record Access(S3Config config, String key, String secret) {}

  /**
   * @throws StoreFailure where there are no keys
   * @throws Secrets.Missing where they are not in the place that the configuration names
   */
  S3Client of(S3Config config, Secrets secrets) {
    boolean named = config.accessKey() != null;
    Access access =
        new Access(
            config,
            named ? secrets.resolve(config.accessKey()) : "",
            named ? secrets.resolve(config.secretKey()) : "");
    return clients.computeIfAbsent(access, S3Clients::open);
  }

  private static S3Client open(Access access) {
    S3Config config = access.config();
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(config.region()))
            .credentialsProvider(credentials(access))
            .forcePathStyle(config.pathStyle())
            // the newer checksums are Amazon's own; MD5 is understood everywhere
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECTS_WITHIN)
                    .socketTimeout(SAYS_NOTHING_FOR));
    if (config.endpoint() != null) {
      builder.endpointOverride(URI.create(config.endpoint()));
    }
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(Access access) {
    if (!access.key().isEmpty()) {
      return StaticCredentialsProvider.create(
          AwsBasicCredentials.create(access.key(), access.secret()));
    }
    AwsCredentialsProvider surroundings = DefaultCredentialsProvider.builder().build();
    try {
      surroundings.resolveCredentials();
    } catch (SdkClientException e) {
      throw new StoreFailure(
          "there are no keys for "
              + access.config().location()
              + ": write backup.s3.accessKey and secretKey, or give this process an account",
          true,
          e);
    }
    return surroundings;
  }
}
