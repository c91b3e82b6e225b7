package dev.drydock.workflows;

/** Somebody wants the run to stop and everything put back. */
public record Abort(String run, String actor, Source source, String reason) {}
