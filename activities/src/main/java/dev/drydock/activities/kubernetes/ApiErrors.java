package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.temporal.failure.ApplicationFailure;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a failed call to the cluster means. */
public final class ApiErrors {
  private ApiErrors() {}

  /**
   * True for a cluster that cannot be reached or is busy: the same call may succeed later. The
   * client's code is 0 or -1 where no answer came, -1 for a connection that broke on the way. Also
   * where it no longer knows this process (401): the token of a pod that was deleted is void at
   * once, while its process drains; another worker's is good.
   */
  public static boolean mayPass(KubernetesClientException e) {
    int code = e.getCode();
    return code <= 0 || code == 401 || code == 429 || (code >= 500 && !isUntypable(e));
  }

  /**
   * An object that can be made and not applied, such as one with two variables of one name: told as
   * a fault of the server, and never otherwise however often it is asked.
   */
  private static boolean isUntypable(KubernetesClientException e) {
    return said(e).contains("failed to create typed");
  }

  /**
   * Runs a deed. {@link Trouble} and calls that the cluster refuses become {@code failure}; what
   * may pass is thrown as it is, so that Temporal tries again.
   */
  public static <T> T translated(Function<String, ApplicationFailure> failure, Supplier<T> deed) {
    try {
      return deed.get();
    } catch (Trouble e) {
      throw failure.apply(e.getMessage());
    } catch (KubernetesClientException e) {
      if (mayPass(e) || e.getCode() == 409 || e.getCode() == 404) {
        throw e;
      }
      throw failure.apply(words(e));
    }
  }

  /** The cluster's own words, which name verb, resource and account. */
  static String words(KubernetesClientException e) {
    return isAboutRights(e)
        ? "Kubernetes refuses: " + said(e) + "; mend Drydock's Role"
        : "Kubernetes refuses (" + e.getCode() + "): " + said(e);
  }

  static String said(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : String.valueOf(e.getMessage());
  }

  /** True for a verb that the account lacks; a quota or a policy refuses with 403 too. */
  static boolean isAboutRights(KubernetesClientException e) {
    return e.getCode() == 403 && said(e).contains(" cannot ") && said(e).contains("User \"");
  }
}
