package dev.drydock.sandbox.kill;

/** What is killed. */
enum Victim {
  WORKFLOW_WORKER("workflow worker"),
  ACTIVITY_WORKER("activity worker"),
  BOT("bot"),
  TEMPORAL("Temporal"),
  POSTGRES("PostgreSQL"),
  MAINTENANCE_POD("maintenance pod"),
  API_SERVER("API server");

  final String words;

  Victim(String words) {
    this.words = words;
  }
}
