package dev.drydock.workflows.config;

/**
 * Fetches a secret where it is needed, when it is needed, so that a rotated one is used at once.
 */
@FunctionalInterface
public interface Secrets {
  /**
   * @throws Missing when it is not there; the message names the place, not a value
   */
  String resolve(SecretRef ref);

  /** A secret that is not where the configuration says. */
  final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Missing(String message) {
      super(message);
    }
  }
}
