package dev.drydock.sandbox.slack;

/** The parts of one Slack that the others share. */
record Core(
    Workspace workspace,
    AppIdentity identity,
    Messages messages,
    Views views,
    Triggers triggers,
    Timing timing,
    Changes changes,
    Uploads uploads) {
  static Core create(Workspace workspace) {
    Changes changes = new Changes();
    Timing timing = new Timing();
    Timestamps timestamps = new Timestamps(java.time.Clock.systemUTC());
    return new Core(
        workspace,
        AppIdentity.create(),
        new Messages(timestamps, changes),
        new Views(workspace, changes),
        new Triggers(timing),
        timing,
        changes,
        new Uploads());
  }
}
