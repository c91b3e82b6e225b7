package dev.drydock.workflows;

/**
 * A container image as it was found.
 *
 * @param reference as written, with its tag
 * @param digest {@code sha256:...} that the reference stood for
 */
public record Image(String reference, String digest) {
  /** {@code repository:tag@sha256:...}: what is deployed, so that a moved tag changes nothing. */
  public String pinned() {
    int at = reference.indexOf('@');
    return (at < 0 ? reference : reference.substring(0, at)) + "@" + digest;
  }

  /** The reference without tag and digest. */
  public static String repository(String reference) {
    int at = reference.indexOf('@');
    String named = at < 0 ? reference : reference.substring(0, at);
    int colon = named.lastIndexOf(':');
    return colon > named.lastIndexOf('/') ? named.substring(0, colon) : named;
  }

  /** The tag, or an empty string. */
  public static String tag(String reference) {
    int at = reference.indexOf('@');
    String named = at < 0 ? reference : reference.substring(0, at);
    int colon = named.lastIndexOf(':');
    return colon > named.lastIndexOf('/') ? named.substring(colon + 1) : "";
  }
}
