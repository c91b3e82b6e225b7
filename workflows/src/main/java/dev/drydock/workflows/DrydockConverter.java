package dev.drydock.workflows;

import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import java.util.List;

/** The data converter of every client and worker. */
public final class DrydockConverter {
  private DrydockConverter() {}

  public static DataConverter create() {
    return new CodecDataConverter(
        DefaultDataConverter.newDefaultInstance(), List.of(new SizeGuard()));
  }
}
