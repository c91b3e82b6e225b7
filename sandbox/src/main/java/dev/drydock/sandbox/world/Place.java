package dev.drydock.sandbox.world;

import dev.drydock.sandbox.slack.FakeSlack;
import dev.drydock.workflows.book.RunBook;

/** A world with Drydock in it, as far as people see it; and the ledger. */
public interface Place {
  FakeSlack slack();

  RunBook book();
}
