package dev.drydock.bot.slack;

import static dev.drydock.bot.slack.SignatureGate.Verdict.BAD_SIGNATURE;
import static dev.drydock.bot.slack.SignatureGate.Verdict.BAD_TIMESTAMP;
import static dev.drydock.bot.slack.SignatureGate.Verdict.NO_HEADERS;
import static dev.drydock.bot.slack.SignatureGate.Verdict.OK;
import static dev.drydock.bot.slack.SignatureGate.Verdict.REPLAY;
import static dev.drydock.bot.slack.SignatureGate.Verdict.STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureGateTest {
  /** The example of Slack's own documentation, so that this test does not agree with itself. */
  private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

  private static final long SENT = 1531420618;
  private static final byte[] BODY =
      ("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
              + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect"
              + "&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
              + "%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c")
          .getBytes(StandardCharsets.UTF_8);
  private static final String SIGNED =
      "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
  private final SignatureGate gate = new SignatureGate(SECRET);

  private SignatureGate.Verdict at(long now) {
    return gate.check(Long.toString(SENT), SIGNED, BODY, now);
  }

  @Test
  void letsSlackInOnce() {
    assertThat(at(SENT)).isEqualTo(OK);
    assertThat(at(SENT + 1)).isEqualTo(REPLAY);
    assertThat(at(SENT + 299)).isEqualTo(REPLAY);
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 300, 301, 3600, -3600, 31_536_000})
  void nothingOlderOrEarlierThanFiveMinutes(long off) {
    assertThat(at(SENT + off)).isEqualTo(STALE);
  }

  @ParameterizedTest
  @ValueSource(longs = {-299, 299})
  void theWindowHasTwoSides(long off) {
    assertThat(at(SENT + off)).isEqualTo(OK);
  }

  @Test
  void anyOtherByteIsRefused() {
    byte[] other = BODY.clone();
    other[10] ^= 1;
    assertThat(gate.check(Long.toString(SENT), SIGNED, other, SENT)).isEqualTo(BAD_SIGNATURE);
    assertThat(gate.check(Long.toString(SENT + 1), SIGNED, BODY, SENT)).isEqualTo(BAD_SIGNATURE);
    assertThat(
            gate.check(Long.toString(SENT), SIGNED.toUpperCase(java.util.Locale.ROOT), BODY, SENT))
        .isEqualTo(BAD_SIGNATURE);
    assertThat(gate.check("1e9", SIGNED, BODY, SENT)).isEqualTo(BAD_TIMESTAMP);
    assertThat(gate.check(null, SIGNED, BODY, SENT)).isEqualTo(NO_HEADERS);
    assertThat(gate.check(Long.toString(SENT), null, BODY, SENT)).isEqualTo(NO_HEADERS);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "---", "secret", "8f742231b10e8888abcd99yyyzzz85a"})
  void doesNotStartWithoutARealSecret(String secret) {
    assertThatThrownBy(() -> new SignatureGate(secret))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
