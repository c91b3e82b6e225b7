package dev.drydock.sandbox.cluster;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the pods of the one node share. {@code id}: with it begin the ids of all containers; {@code
 * pulled}: the images it has, by reference.
 */
record Node(
    String id,
    Registry registry,
    Images images,
    Faults faults,
    Events events,
    Loop loop,
    Ports ports,
    Timing timing,
    Path dir,
    Map<String, Images.Image> pulled) {

  /** A container id of this cluster. */
  String newContainerId() {
    return id + UUID.randomUUID().toString().replace("-", "");
  }

  Node(
      String id,
      Registry registry,
      Images images,
      Faults faults,
      Events events,
      Loop loop,
      Ports ports,
      Timing timing,
      Path dir) {
    this(id, registry, images, faults, events, loop, ports, timing, dir, new ConcurrentHashMap<>());
  }
}
