package dev.drydock.sandbox.cluster;

import dev.drydock.sandbox.cluster.Images.Image;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Gets one image onto the node by its pull policy; the node keeps what it has once pulled. */
final class ImagePull {
  private static final Pattern REFERENCE =
      Pattern.compile("[a-z0-9][a-z0-9._:/-]*(:[\\w][\\w.-]{0,127})?(@sha256:[0-9a-f]{6,64})?");

  /** Why there is no image; {@code reason} as in a waiting container. */
  static final class Failure extends Exception {
    private final String reason;

    Failure(String reason, String message) {
      super(message, null, false, false);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  private final Node node;
  private final String reference;
  private final String policy;

  ImagePull(Node node, String reference, String policy) {
    this.node = node;
    this.reference = reference;
    this.policy = policy;
  }

  boolean needed() {
    return policy.equals("Always")
        || (policy.equals("IfNotPresent") && !node.pulled().containsKey(reference));
  }

  /** How long the pull takes on top of nothing. */
  Duration delay() {
    return node.pulled().containsKey(reference) ? Duration.ZERO : node.faults().pullDelay();
  }

  Image get() throws Failure {
    if (!REFERENCE.matcher(reference).matches()) {
      String text = "couldn't parse image name \"" + reference + "\": invalid reference format";
      throw new Failure(
          "InvalidImageName", "Failed to apply default image tag \"" + reference + "\": " + text);
    }
    if (needed()) {
      node.pulled().put(reference, pull());
    } else if (!node.pulled().containsKey(reference)) {
      String text =
          "Container image \"" + reference + "\" is not present with pull policy of Never";
      throw new Failure("ErrImageNeverPull", text);
    }
    return node.pulled().get(reference);
  }

  private Image pull() throws Failure {
    String resolve =
        "failed to pull and unpack image \""
            + reference
            + "\": failed to resolve reference \""
            + reference
            + "\": ";
    if (node.images().unreachable()) {
      String host = reference.substring(0, Math.max(0, reference.indexOf('/')));
      String head = "failed to do request: Head \"https://" + host.toLowerCase(Locale.ROOT);
      throw new Failure("ErrImagePull", resolve + head + "/v2/\": dial tcp: i/o timeout");
    }
    return node.images()
        .resolve(reference)
        .orElseThrow(
            () ->
                new Failure(
                    "ErrImagePull",
                    "rpc error: code = NotFound desc = " + resolve + reference + ": not found"));
  }
}
