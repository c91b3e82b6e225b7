package dev.drydock.sandbox.apps;

import java.util.Arrays;

/** What each line of Keeper's versions needs from the schema; it serves on no other revision. */
enum KeeperRelease {
  V1_8("1.8", "k3", "#2f6f9f"),
  V1_9("1.9", "k5", "#2b7a4b"),
  V2_0("2.0", "k7", "#7a3f8f");

  final String line;
  final String revision;
  final String color;

  KeeperRelease(String line, String revision, String color) {
    this.line = line;
    this.revision = revision;
    this.color = color;
  }

  static KeeperRelease of(String version) {
    return Arrays.stream(values())
        .filter(release -> version.startsWith(release.line + "."))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no Keeper " + version));
  }

  /** Before 1.9 a build did not say who built it. */
  boolean namesBuilder() {
    return compareTo(V1_9) >= 0;
  }
}
