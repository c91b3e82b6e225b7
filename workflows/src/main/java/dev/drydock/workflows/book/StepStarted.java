package dev.drydock.workflows.book;

import dev.drydock.workflows.Step;

/**
 * Data of {@link Event.Kind#STEP_STARTED}.
 *
 * @param deed the activity: {@code Schema.upgrade}
 * @param attempt counts from 1
 */
public record StepStarted(Step step, boolean undo, String deed, int attempt) {}
