package dev.drydock.activities.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Who is bound by the RoleBinding that people copy. */
class AccountTest {
  @Test
  void aServiceAccountAsTheClusterNamesIt() {
    assertThat(Account.of("system:serviceaccount:drydock:drydock-activity").subject())
        .isEqualTo("- {kind: ServiceAccount, name: drydock-activity, namespace: drydock}");
  }

  @Test
  void anybodyElseIsAUser() {
    assertThat(Account.of("system:node:n1").subject())
        .isEqualTo("- {kind: User, name: \"system:node:n1\", apiGroup: rbac.authorization.k8s.io}");
  }

  @Test
  void whereTheClusterIsTooOldTheTokenTells() {
    Account account =
        Account.inToken(token("{\"sub\":\"system:serviceaccount:ship:worker\"}")).orElseThrow();
    assertThat(account.subject())
        .isEqualTo("- {kind: ServiceAccount, name: worker, namespace: ship}");
    assertThat(account.note()).isEqualTo("as the token says");
  }

  @Test
  void aTokenThatTellsNothingIsNoAccount() {
    assertThat(Account.inToken(null)).isEmpty();
    assertThat(Account.inToken("sandbox")).isEmpty();
    assertThat(Account.inToken("a.!!!.c")).isEmpty();
    assertThat(Account.inToken(token("not json"))).isEmpty();
    assertThat(Account.inToken(token("{\"sub\":\"ana\"}"))).isEmpty();
  }

  @Test
  void anAccountIsWrittenWithItsNamespace() {
    assertThat(Account.written("ship/worker")).isEqualTo(new Account("ship", "worker", ""));
    assertThatThrownBy(() -> Account.written("worker"))
        .hasMessage(
            "\"worker\" is no ServiceAccount; write NAMESPACE/NAME, as in drydock/drydock-activity");
  }

  private static String token(String claims) {
    return "e30."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }
}
