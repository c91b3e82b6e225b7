package dev.drydock.workflows.config;

import java.util.Locale;

/** How far others are kept off an app's database while it is migrated. */
public enum FenceWay {
  /** From the seal until users are let in, the schema tool's sessions excepted. */
  FULL,
  /**
   * Only while nothing runs in it: for a schema tool whose sessions take neither name nor settings
   * from their environment. While it runs, others may come in and write.
   */
  SEAL;

  /** As it is written in {@code drydock.yaml}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The way that {@code key} stands for. */
  public static FenceWay of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
