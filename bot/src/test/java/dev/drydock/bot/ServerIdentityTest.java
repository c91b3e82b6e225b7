package dev.drydock.bot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerIdentityTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://ledger.example:5432/drydock",
        "jdbc:postgresql://ledger.example/drydock?sslmode=require"
      })
  void aLedgerThatNeedNotShowWhoItIsIsNoted(String url) {
    assertThat(ServerIdentity.ofLedger(url))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.detail()).contains("really ledger.example that answers");
              assertThat(finding.mend()).contains("sslmode=verify-full");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://ledger.example:5432/drydock?sslmode=verify-full",
        "jdbc:postgresql://localhost:5432/drydock",
        "jdbc:postgresql://127.0.0.1:5432/drydock"
      })
  void oneThatShowsItOrIsHereIsNot(String url) {
    assertThat(ServerIdentity.ofLedger(url)).isEmpty();
  }
}
