package dev.drydock.workflows.book;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.Step;
import java.time.Duration;

/**
 * Data of {@link Event.Kind#STEP_DONE}.
 *
 * @param deed the activity: {@code Schema.upgrade}
 * @param took of the attempt that ended well
 * @param result what the activity returned; null when it returns nothing
 */
public record StepDone(Step step, boolean undo, String deed, Duration took, JsonNode result) {}
