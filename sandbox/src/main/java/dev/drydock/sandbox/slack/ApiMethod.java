package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One method of the Web API; failures are {@link SlackError}s. */
@FunctionalInterface
interface ApiMethod {
  ObjectNode call(Args args);
}
