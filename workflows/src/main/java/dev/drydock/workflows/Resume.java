package dev.drydock.workflows;

/** Somebody mended what an undo failed on; it is tried again from there. */
public record Resume(String run, String actor, Source source) {}
