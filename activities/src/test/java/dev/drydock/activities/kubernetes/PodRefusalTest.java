package dev.drydock.activities.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class PodRefusalTest {
  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .withName("drydock-keeper-41")
          .withNamespace("apps")
          .addToAnnotations("drydock.dev/app", "keeper")
          .endMetadata()
          .build();

  @Test
  void missingRightIsNotAboutThePod() {
    KubernetesClientException e =
        forbidden(
            "pods is forbidden: User \"drydock\" cannot create resource \"pods\" in API group \"\""
                + " in the namespace \"apps\"");
    assertThat(PodRefusal.isOne(e)).isFalse();
    assertThat(ApiErrors.words(e)).endsWith("; mend Drydock's Role");
  }

  /** Its author chose the words. */
  @Test
  void policyThatSaysCannotIsNotAMissingRight() {
    KubernetesClientException e =
        forbidden(
            "admission webhook \"policy.example\" denied the request: images cannot come from"
                + " there");
    assertThat(PodRefusal.isOne(e)).isTrue();
    assertThat(PodRefusal.of(e, POD))
        .hasMessageContaining("namespace apps does not admit the maintenance pod")
        .hasMessageContaining("images cannot come from there; that policy has to let pods");
    assertThat(ApiErrors.words(e)).doesNotContain("Role");
  }

  @Test
  void unknownReasonIsToldAsItIs() {
    assertThat(PodRefusal.of(forbidden("pods \"x\" is forbidden: because"), POD))
        .hasMessage(
            "namespace apps does not admit the maintenance pod: pods \"x\" is forbidden: because");
  }

  private static KubernetesClientException forbidden(String message) {
    return new KubernetesClientException(
        new StatusBuilder().withCode(403).withMessage(message).build());
  }
}
