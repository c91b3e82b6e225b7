package dev.drydock.bot.slack;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks that an HTTP request came from Slack, before anything reads it: HMAC over the raw bytes,
 * compared in constant time, at most {@value #WINDOW_SECONDS} s old or early, each signature once.
 */
final class SignatureGate {
  /** What was found; only {@link #OK} goes on, and {@link #REPLAY} is answered but not acted on. */
  enum Verdict {
    OK,
    NO_HEADERS,
    BAD_TIMESTAMP,
    STALE,
    BAD_SIGNATURE,
    REPLAY
  }

  static final long WINDOW_SECONDS = 300;
  private final SecretKeySpec key;

  /** Signature to the epoch second after which it may be forgotten, oldest first. */
  private final Map<String, Long> seen = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException without a real secret: anybody could forge requests
   */
  SignatureGate(String secret) {
    if (secret == null || !secret.matches("[0-9a-zA-Z]{32,}")) {
      throw new IllegalArgumentException(
          "Slack's signing secret is missing or is not one (32 letters and digits)");
    }
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256");
  }

  Verdict check(String timestamp, String signature, byte[] body, long nowEpochSeconds) {
    if (timestamp == null || signature == null) {
      return Verdict.NO_HEADERS;
    }
    if (!timestamp.matches("[0-9]{9,11}")) {
      return Verdict.BAD_TIMESTAMP;
    }
    long sent = Long.parseLong(timestamp);
    if (Math.abs(nowEpochSeconds - sent) >= WINDOW_SECONDS) {
      return Verdict.STALE;
    }
    byte[] given = signature.getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(signed(timestamp, body), given)) {
      return Verdict.BAD_SIGNATURE;
    }
    return isFirst(signature, Math.max(sent, nowEpochSeconds) + WINDOW_SECONDS, nowEpochSeconds)
        ? Verdict.OK
        : Verdict.REPLAY;
  }

  private byte[] signed(String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.US_ASCII));
      return ("v0=" + HexFormat.of().formatHex(mac.doFinal(body)))
          .getBytes(StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private synchronized boolean isFirst(String signature, long until, long now) {
    for (Iterator<Long> ends = seen.values().iterator(); ends.hasNext() && ends.next() < now; ) {
      ends.remove();
    }
    return seen.putIfAbsent(signature, until) == null;
  }
}
