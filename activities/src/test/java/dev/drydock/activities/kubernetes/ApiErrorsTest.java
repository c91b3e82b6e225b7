package dev.drydock.activities.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiErrorsTest {
  /** -1: the connection broke after the call was sent, as when the API server is killed. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 401, 429, 500, 503})
  void unansweredOrBusyMayPass(int code) {
    assertThat(ApiErrors.mayPass(failed(code))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 409, 422})
  void answeredWithNoStands(int code) {
    assertThat(ApiErrors.mayPass(failed(code))).isFalse();
  }

  private static KubernetesClientException failed(int code) {
    return new KubernetesClientException(
        "Connection was closed", new IOException("Connection was closed"), code, null, null);
  }
}
