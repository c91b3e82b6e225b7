package dev.drydock.sandbox.kill;

/** A step of the procedure or of its way back, and the deed in which its effect lies. */
enum Row {
  PLAN("plan", "Plan.Compute", Row.GOOD, false),
  BACKUP("backup", "Backup.Take", Row.GOOD, false),
  GATE("gate", "Ledger.Decided", Row.GOOD, false),
  MAINTENANCE_POD("maintenance pod", "Pod.Prepare", Row.GOOD, false),
  TAKE_DOWN("take down", "App.TakeDown", Row.GOOD, false),
  SEAL("seal", "Backup.Seal", Row.GOOD, false),
  UPGRADE("upgrade", "Schema.Upgrade", Row.GOOD, false),
  VERIFY("verify", "Schema.Verify", Row.GOOD, false),
  BRING_UP("bring up", "App.BringUpNew", Row.GOOD, false),
  REPORT("report", "Pod.Remove", Row.GOOD, false),
  RESTORE("way back: restore", "Backup.Restore", Row.BREAKS, true),
  BRING_UP_OLD("way back: bring up old", "App.BringUpOld", Row.BREAKS, true),
  TAKE_DOWN_NEW("way back: take down new", "App.TakeDownNew", Row.NEVER_READY, true);

  private static final String GOOD = "1.9.0";

  /** Its migration fails half-way. */
  private static final String BREAKS = "2.0.0";

  /** It migrates well and never serves. */
  private static final String NEVER_READY = "1.9.0-stillborn";

  final String words;
  final String deed;

  /** What is asked for. */
  final String version;

  final boolean isWayBack;

  Row(String words, String deed, String version, boolean isWayBack) {
    this.words = words;
    this.deed = deed;
    this.version = version;
    this.isWayBack = isWayBack;
  }
}
