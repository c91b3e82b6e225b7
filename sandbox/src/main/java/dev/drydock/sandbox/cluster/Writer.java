package dev.drydock.sandbox.cluster;

/**
 * Who writes, and how.
 *
 * @param manager the field manager that becomes owner of what is changed
 * @param dryRun everything is done but keeping the result
 */
record Writer(String manager, boolean dryRun) {
  static final Writer CONTROLLER = new Writer("kube-controller-manager", false);
}
