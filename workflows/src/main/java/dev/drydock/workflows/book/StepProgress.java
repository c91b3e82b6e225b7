package dev.drydock.workflows.book;

import dev.drydock.workflows.Step;

/** Data of {@link Event.Kind#STEP_PROGRESS}: one line for the card while a step takes its time. */
public record StepProgress(Step step, boolean undo, String line) {}
