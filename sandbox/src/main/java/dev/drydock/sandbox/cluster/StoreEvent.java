package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One change. {@code previous} is null for ADDED; objects in events are never changed afterwards.
 */
record StoreEvent(Type type, Key key, ObjectNode object, ObjectNode previous, long version) {
  enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }
}
