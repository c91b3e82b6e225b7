package dev.drydock.workflows;

/** What became of a decision, in words for the person who made it. */
public record Receipt(String message) {}
