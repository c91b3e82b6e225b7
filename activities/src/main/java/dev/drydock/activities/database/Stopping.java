package dev.drydock.activities.database;

import dev.drydock.workflows.config.AppConfig;

/** Ends an upgrade for certain, before its database is taken from under it. */
@FunctionalInterface
public interface Stopping {
  /** Returns when the run's maintenance pod is gone; nothing to do when there is none. */
  void stopUpgrade(String run, AppConfig app);
}
