package dev.drydock.sandbox.kill;

/** A step of the procedure or of its way back, and the deed in which its effect lies. */
enum Row {
  PLAN("plan", "Plan.Compute", false),
  BACKUP("backup", "Backup.Take", false),
  GATE("gate", "Ledger.Decided", false),
  MAINTENANCE_POD("maintenance pod", "Pod.Prepare", false),
  TAKE_DOWN("take down", "App.TakeDown", false),
  SEAL("seal", "Backup.Seal", false),
  UPGRADE("upgrade", "Schema.Upgrade", false),
  VERIFY("verify", "Schema.Verify", false),
  BRING_UP("bring up", "App.BringUpNew", false),
  REPORT("report", "Pod.Remove", false),
  RESTORE("way back: restore", "Backup.Restore", true),
  BRING_UP_OLD("way back: bring up old", "App.BringUpOld", true);

  final String words;
  final String deed;
  final boolean isWayBack;

  Row(String words, String deed, boolean isWayBack) {
    this.words = words;
    this.deed = deed;
    this.isWayBack = isWayBack;
  }

  /** What is asked for; one that fails half-way takes the way back. */
  String version() {
    return isWayBack ? "2.0.0" : "1.9.0";
  }
}
