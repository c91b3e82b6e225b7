package dev.drydock.activities.database.store;

import dev.drydock.workflows.config.S3Config;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What S3 answers, in words for a person. */
final class S3Words {
  private static final Set<String> WRONG_KEYS =
      Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken");
  private static final Set<String> PASSING =
      Set.of(
          "BadDigest",
          "RequestTimeout",
          "SlowDown",
          // two wrote under a condition at the same moment; asked again, one of them is refused
          "ConditionalRequestConflict",
          "OperationAborted");

  /** Some say so with 403, which is no missing right. */
  private static final String QUOTA = "QuotaExceeded";

  private static final int FORBIDDEN = 403;
  private static final int TAKEN = 412;
  private static final int TOO_MANY = 429;
  private static final int FIRST_OF_SERVER = 500;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int NO_ROOM = 507;

  private S3Words() {}

  /** True where the same request may be answered otherwise a little later. */
  static boolean mayPass(RuntimeException e) {
    if (e instanceof AwsServiceException answer) {
      int status = answer.statusCode();
      return (status >= FIRST_OF_SERVER && status != NO_ROOM && status != NOT_IMPLEMENTED)
          || status == TOO_MANY
          || PASSING.contains(code(answer));
    }
    return true;
  }

  /** Of a request to write where nothing stands: something does. */
  static boolean saysTaken(AwsServiceException answer) {
    return answer.statusCode() == TAKEN;
  }

  /** Of a request under a condition: the storage does not know it, or not in this place. */
  static boolean saysUnknown(AwsServiceException answer) {
    return answer.statusCode() == NOT_IMPLEMENTED
        || code(answer).equals("NotImplemented")
        || code(answer).equals("InvalidRequest");
  }

  /**
   * @param what {@code write keeper-41/toc.dat}
   */
  static StoreFailure failure(S3Config config, String what, RuntimeException e) {
    if (e instanceof AwsServiceException answer) {
      return new StoreFailure(
          "cannot " + what + ": " + answered(config, answer), !mayPass(e), answer);
    }
    return new StoreFailure(
        "cannot " + what + ": S3 at " + place(config) + " does not answer: " + root(e), false, e);
  }

  private static String answered(S3Config config, AwsServiceException answer) {
    String code = code(answer);
    if (code.equals("NoSuchBucket")) {
      return "there is no bucket " + config.bucket() + " at " + place(config);
    }
    String said = "S3 at " + place(config) + " says " + answer.statusCode() + " " + code;
    if (WRONG_KEYS.contains(code)) {
      return said + ": accessKey and secretKey are not right";
    }
    if (answer.statusCode() == FORBIDDEN && !code.contains(QUOTA)) {
      return said
          + ": these keys need s3:ListBucket, s3:ListBucketMultipartUploads, s3:GetObject,"
          + " s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload on "
          + config.location();
    }
    return said + ": " + message(answer);
  }

  private static String place(S3Config config) {
    return config.endpoint() == null ? "region " + config.region() : config.endpoint();
  }

  private static String code(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static String message(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details == null || details.errorMessage() == null
        ? String.valueOf(answer.getMessage())
        : details.errorMessage();
  }

  private static String root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
