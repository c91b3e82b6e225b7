package dev.drydock.workflows.config;

/**
 * Storage that speaks S3.
 *
 * @param prefix before every key, without a slash at its ends; may be empty
 * @param endpoint URL, or null for Amazon's own of the region
 * @param region as signatures name it
 * @param pathStyle true where the bucket stands in the path, as most storages but Amazon's want it
 * @param accessKey null, as {@code secretKey}, for what the process' surroundings give: Amazon's
 *     environment variables, its profile, the account of a container or a machine
 */
public record S3Config(
    String bucket,
    String prefix,
    String endpoint,
    String region,
    boolean pathStyle,
    SecretRef accessKey,
    SecretRef secretKey) {

  /** {@code s3://bucket/prefix}. */
  public String location() {
    return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
