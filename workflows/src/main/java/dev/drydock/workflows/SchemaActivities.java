package dev.drydock.workflows;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/** The steps {@code upgrade} and {@code verify}. */
@ActivityInterface(namePrefix = "Schema.")
public interface SchemaActivities {
  /**
   * Starts the schema tool in the maintenance pod (or finds that it was started) and waits for its
   * end. The version table decides, not the exit code.
   */
  Upgraded upgrade(In in);

  /** Checks the database before users are let in, and takes the baseline. */
  Verified verify(In in);

  record In(StepRef ref, Plan plan) {}

  /**
   * @param exitCode of the tool
   * @param log all it wrote, in the ledger
   * @param revision in the version table afterwards
   * @param note what the approver should hear about, such as a tool that failed although the
   *     revision is right; or empty
   * @param ended the sessions of others that the fence ended meanwhile, one line each
   */
  record Upgraded(int exitCode, Artifact log, String revision, String note, List<String> ended) {
    public Upgraded {
      ended = ended == null ? List.of() : List.copyOf(ended);
    }

    public Upgraded(int exitCode, Artifact log, String revision, String note) {
      this(exitCode, log, revision, note, List.of());
    }

    public Upgraded fenced(List<String> sessions) {
      return new Upgraded(exitCode, log, revision, note, sessions);
    }
  }

  /**
   * @param checks what was looked at, one line each; and whom the fence ended meanwhile
   */
  record Verified(List<String> checks) {
    /** With it a line begins that names a session which the fence ended. */
    public static final String ENDED = "ended by the fence: ";

    /** What was looked at, and is as it should be. */
    public List<String> passed() {
      return checks.stream().filter(check -> !check.startsWith(ENDED)).toList();
    }
  }
}
