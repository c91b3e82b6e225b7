package dev.drydock.activities.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.book.Json;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Whom the cluster takes Drydock for, as the subject of a RoleBinding.
 *
 * @param namespace of a ServiceAccount; null for a user
 * @param note how sure that is; empty when the cluster said so itself
 */
public record Account(String namespace, String name, String note) {
  /** The one that {@code k8s/base} makes. */
  public static final String INSTALLED = "drydock/drydock-activity";

  private static final String USER = "user:";
  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

  /**
   * @param written {@code namespace/name} of a ServiceAccount, or {@code user:name}
   * @throws IllegalArgumentException when it is written otherwise
   */
  public static Account written(String written) {
    if (written.startsWith(USER) && written.length() > USER.length()) {
      return new Account(null, written.substring(USER.length()), "");
    }
    String[] parts = written.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new IllegalArgumentException(
          "\"" + written + "\" is no ServiceAccount; write NAMESPACE/NAME, as in " + INSTALLED);
    }
    return new Account(parts[0], parts[1], "");
  }

  /** Asks the cluster; where it does not tell, the token; else the account that is installed. */
  public static Account ask(KubernetesClient client) {
    return reviewed(client)
        .or(() -> inToken(client.getConfiguration().getOauthToken()))
        .or(() -> inToken(client.getConfiguration().getAutoOAuthToken()))
        .orElseGet(
            () -> {
              Account installed = written(INSTALLED);
              return installed.noted("a guess: the cluster does not tell who asks");
            });
  }

  /** Anybody may ask that; clusters before 1.28 do not know it. */
  private static Optional<Account> reviewed(KubernetesClient client) {
    try {
      SelfSubjectReview answer =
          client.authentication().v1().selfSubjectReviews().create(new SelfSubjectReview());
      return Optional.of(of(answer.getStatus().getUserInfo().getUsername()));
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }

  /** The subject of a ServiceAccount's token, unverified: it is only written down for a person. */
  static Optional<Account> inToken(String token) {
    String[] parts = token == null ? new String[0] : token.split("\\.");
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      JsonNode subject = Json.read(claims).path("sub");
      return subject.asText().startsWith(SERVICE_ACCOUNT)
          ? Optional.of(of(subject.asText()).noted("as the token says"))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * @param username as in Kubernetes' audit log
   */
  static Account of(String username) {
    String[] parts = username.split(":");
    return username.startsWith(SERVICE_ACCOUNT) && parts.length == 4
        ? new Account(parts[2], parts[3], "")
        : new Account(null, username, "");
  }

  /** True where it is a person or a process outside of the cluster. */
  public boolean isUser() {
    return namespace == null;
  }

  private Account noted(String note) {
    return new Account(namespace, name, note);
  }

  /** As the only line under {@code subjects:}. */
  String subject() {
    return isUser()
        ? "- {kind: User, name: " + YamlWord.of(name) + ", apiGroup: rbac.authorization.k8s.io}"
        : "- {kind: ServiceAccount, name: "
            + YamlWord.of(name)
            + ", namespace: "
            + YamlWord.of(namespace)
            + "}";
  }
}
