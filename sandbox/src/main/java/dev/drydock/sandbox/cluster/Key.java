package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/** The address of an object; {@code namespace} is "" for what has none. */
record Key(Kind kind, String namespace, String name) {
  static Key of(Kind kind, JsonNode object) {
    return new Key(kind, Meta.namespace(object), Meta.name(object));
  }
}
