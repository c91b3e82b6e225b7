package dev.drydock.workflows;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.codec.PayloadCodecException;
import java.util.List;

/**
 * Refuses payloads that a Temporal server would answer by terminating the run. An oversized command
 * then fails its workflow task only, and an oversized Update is refused in the client.
 */
final class SizeGuard implements PayloadCodec {
  /** Half of what a server takes, so that a few of them fit into one request. */
  static final int MAX_BYTES = 1 << 20;

  @Override
  public List<Payload> encode(List<Payload> payloads) {
    payloads.forEach(payload -> check(payload.getData()));
    return payloads;
  }

  @Override
  public List<Payload> decode(List<Payload> payloads) {
    return payloads;
  }

  private static void check(ByteString data) {
    if (data.size() > MAX_BYTES) {
      throw new PayloadCodecException(
          "payload of "
              + data.size()
              + " bytes, at most "
              + MAX_BYTES
              + ": keep it in the ledger and pass its digest");
    }
  }
}
