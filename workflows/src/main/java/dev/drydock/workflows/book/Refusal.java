package dev.drydock.workflows.book;

import dev.drydock.workflows.Source;

/**
 * Data of {@link Event.Kind#DECISION_REFUSED}: what somebody tried and was told.
 *
 * @param what {@code approve}, {@code reject}, {@code abort} or {@code resume}
 * @param why what the person was told
 */
public record Refusal(String run, String actor, Source source, String what, String why) {}
