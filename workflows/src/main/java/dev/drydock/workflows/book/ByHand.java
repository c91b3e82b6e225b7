package dev.drydock.workflows.book;

import dev.drydock.workflows.Source;

/**
 * Data of {@link Event.Kind#BY_HAND}: what a person is about to do to what a run holds or has left.
 * It stands before it is done; whether it was, shows what is there.
 *
 * @param deed the command: {@code unfence} or {@code drop}
 * @param what it is done to, and whose that is
 */
public record ByHand(String actor, Source source, String deed, String what) {}
