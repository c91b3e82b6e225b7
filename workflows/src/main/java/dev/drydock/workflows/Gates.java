package dev.drydock.workflows;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where people decide. A decision counts only if it names this run, this execution of it, this gate
 * and the digest of exactly what would be done; the requester never approves; distinct people make
 * the quorum; one rejection ends the gate.
 */
public final class Gates {
  /** Steps a gate can stand before. */
  public static final List<Step> PLACES =
      List.of(Step.BACKUP, Step.TAKE_DOWN, Step.UPGRADE, Step.BRING_UP);

  /** A change since the first version, asked of each gate: a run may have passed one before it. */
  private static final String DIGEST_OF_GATE = "digest-of-gate-before-";

  private static final int LONGEST_REASON = 3_000;

  private final Deeds deeds;
  private final Set<String> approvedBy = new LinkedHashSet<>();
  private Open open;

  Gates(Deeds deeds) {
    this.deeds = deeds;
  }

  /** What a decision is bound to: this gate, the plan, and the backup that was taken for it. */
  public static String digest(Step before, Plan plan, Backup backup) {
    return Digest.ofJson(List.of(before, plan.digest(), backup == null ? "" : backup));
  }

  /** Of runs whose gates all had one: without the gate. */
  private static String digestOfRun(Plan plan, Backup backup) {
    return Digest.ofJson(List.of(plan.digest(), backup == null ? "" : backup));
  }

  private static String digestNow(Step before, Plan plan, Backup backup) {
    int version = Workflow.getVersion(DIGEST_OF_GATE + before.key(), Workflow.DEFAULT_VERSION, 1);
    return version == Workflow.DEFAULT_VERSION
        ? digestOfRun(plan, backup)
        : digest(before, plan, backup);
  }

  /** True where the app is down while a gate before this step waits: a no puts everything back. */
  public static boolean isDown(Step before) {
    return before.compareTo(Step.TAKE_DOWN) > 0;
  }

  /** How many more distinct people have to say yes. */
  public static int missing(GatePolicy policy, int given) {
    return Math.max(0, policy.approvals() - given);
  }

  /** What a yes brings about: {@code keeper is taken down}. */
  public static String follows(Step before, String app, String version) {
    return switch (before) {
      case BACKUP -> "the backup is taken";
      case UPGRADE -> "the database is upgraded";
      case BRING_UP -> version + " comes up";
      default -> app + " is taken down";
    };
  }

  /**
   * Waits for the verdict; returns when it is yes.
   *
   * @param checks that the verification has passed; empty before it
   */
  void pass(
      String run,
      String requester,
      GatePolicy policy,
      Plan plan,
      Backup backup,
      List<String> checks) {
    Instant expiresAt = Instant.ofEpochMilli(Workflow.currentTimeMillis()).plus(policy.expiresIn());
    String digest = digestNow(policy.before(), plan, backup);
    // open before the ledger says so: an answer may come the moment that it does
    open = new Open(run, requester, policy, digest, plan);
    deeds.tell(
        "gate before " + policy.before().word(),
        ledger ->
            ledger.gateOpened(
                new LedgerActivities.GateOpened(
                    run,
                    Workflow.getInfo().getRunId(),
                    policy,
                    open.digest,
                    expiresAt,
                    evidence(backup, checks))));
    String verdict = awaitVerdict(policy);
    open.closed = true;
    deeds.tell(
        verdict,
        ledger ->
            ledger.gateClosed(
                new LedgerActivities.GateClosed(run, policy.before(), open.digest, verdict)));
    approvedBy.addAll(open.approvals());
    conclude(verdict, policy);
  }

  List<String> approvedBy() {
    return List.copyOf(approvedBy);
  }

  private String awaitVerdict(GatePolicy policy) {
    CompletablePromise<Void> expired = Workflow.newPromise();
    CancellationScope timer = Workflow.newCancellationScope(() -> expireAfter(policy, expired));
    timer.run();
    int told = 0;
    while (true) {
      int known = told;
      Workflow.await(() -> open.decisions.size() > known || expired.isCompleted());
      for (; told < open.decisions.size(); told++) {
        Decision decision = open.decisions.get(told);
        deeds.tell(
            decision.actor() + (decision.approve() ? " approved" : " rejected"),
            ledger ->
                ledger.decided(
                    new LedgerActivities.Decided(
                        decision, Instant.ofEpochMilli(Workflow.currentTimeMillis()))));
      }
      if (open.isDecided()) {
        timer.cancel("decided");
        return open.rejection() == null ? "approved" : "rejected";
      }
      if (expired.isCompleted()) {
        return "expired";
      }
    }
  }

  private static void expireAfter(GatePolicy policy, CompletablePromise<Void> expired) {
    TimerOptions options =
        TimerOptions.newBuilder()
            .setSummary("gate before " + policy.before().word() + " expires")
            .build();
    Workflow.newTimer(policy.expiresIn(), options)
        .handle((nothing, canceled) -> canceled == null && expired.complete(null));
  }

  private void conclude(String verdict, GatePolicy policy) {
    switch (verdict) {
      case "rejected" -> {
        Decision no = open.rejection();
        String reason = no.reason() == null || no.reason().isBlank() ? "" : ": " + no.reason();
        throw ApplicationFailure.newNonRetryableFailure(
            "rejected by " + no.actor() + reason, Failures.REJECTED);
      }
      case "expired" ->
          throw ApplicationFailure.newNonRetryableFailure(
              open.approvals().size()
                  + " of "
                  + policy.approvals()
                  + " approvals came in time ("
                  + Causes.words(policy.expiresIn())
                  + ")",
              Failures.EXPIRED);
      default -> {
        // approved
      }
    }
  }

  private static List<String> evidence(Backup backup, List<String> checks) {
    List<String> lines = new ArrayList<>();
    if (backup != null && backup.wasTaken()) {
      lines.add("durable backup " + backup.location() + ", " + backup.sizeBytes() + " bytes");
    } else if (backup != null) {
      lines.add("no durable backup: " + backup.location());
    }
    checks.forEach(check -> lines.add("verify: " + check));
    return lines;
  }

  void validate(Decision decision) {
    if (open == null || open.closed || open.isDecided()) {
      throw MigrationImpl.refusal(
          open == null
              ? "The run is not waiting at a gate."
              : "Too late: the gate before "
                  + open.policy.before().word()
                  + " is closed ("
                  + open.howDecided()
                  + ").");
    }
    if (!decision.run().equals(open.run)) {
      throw MigrationImpl.refusal(
          "This answer is for run " + decision.run() + "; here is " + open.run + ".");
    }
    if (!decision.execution().equals(Workflow.getInfo().getRunId())
        || decision.gate() != open.policy.before()) {
      throw MigrationImpl.refusal(
          "This answer was given at another gate of " + open.run + "; look at its card again.");
    }
    if (!decision.digest().equals(open.digest)) {
      throw MigrationImpl.refusal(
          "The plan is not the one you were shown: it is " + Digest.code(open.digest) + " now.");
    }
    refuseLong(decision.reason());
    open.refusePerson(decision);
  }

  /** What people write goes into one line of the ledger, which takes no bulk. */
  static void refuseLong(String reason) {
    if (reason != null && reason.length() > LONGEST_REASON) {
      throw MigrationImpl.refusal(
          "A reason has at most "
              + LONGEST_REASON
              + " characters; this one has "
              + reason.length()
              + ".");
    }
  }

  Receipt record(Decision decision) {
    open.decisions.add(decision);
    if (!decision.approve()) {
      return new Receipt(
          isDown(open.policy.before())
              ? "Rejected; everything done is put back."
              : "Rejected; the run ends.");
    }
    return new Receipt(open.approved());
  }

  private static final class Open {
    private final String run;
    private final String requester;
    private final GatePolicy policy;
    private final String digest;
    private final String follows;
    private final List<Decision> decisions = new ArrayList<>();
    private boolean closed;

    Open(String run, String requester, GatePolicy policy, String digest, Plan plan) {
      this.follows = Gates.follows(policy.before(), plan.app(), plan.version());
      this.run = run;
      this.requester = requester;
      this.policy = policy;
      this.digest = digest;
    }

    Set<String> approvals() {
      Set<String> people = new LinkedHashSet<>();
      decisions.stream().filter(Decision::approve).map(Decision::actor).forEach(people::add);
      return people;
    }

    Decision rejection() {
      return decisions.stream().filter(decision -> !decision.approve()).findFirst().orElse(null);
    }

    boolean isDecided() {
      return rejection() != null || missing() == 0;
    }

    private int missing() {
      return Gates.missing(policy, approvals().size());
    }

    /** What follows a yes that was given just now. */
    String approved() {
      return isDecided()
          ? "Approved. Now " + follows + "."
          : "Approved; " + more() + ", and not from " + requester + ".";
    }

    private String more() {
      return missing() + (missing() == 1 ? " more is needed" : " more are needed");
    }

    String howDecided() {
      if (rejection() != null) {
        return "rejected by " + rejection().actor();
      }
      return isDecided() ? "approved by " + String.join(", ", approvals()) : "expired";
    }

    void refusePerson(Decision decision) {
      String actor = decision.actor();
      if (decision.approve() && actor.equals(requester)) {
        throw MigrationImpl.refusal("You asked for this run, so somebody else has to approve it.");
      }
      if (!policy.approvers().has(actor, decision.groups())) {
        throw MigrationImpl.refusal("You are not among the approvers of this gate" + ask() + ".");
      }
      if (decision.approve() && approvals().contains(actor)) {
        throw MigrationImpl.refusal(
            "You have approved already; " + more() + ", from other people.");
      }
    }

    /** Who has a say, beside whoever asked for the run. */
    private String ask() {
      List<String> who = new ArrayList<>(policy.people());
      who.remove(requester);
      policy.groups().forEach(group -> who.add("group " + group));
      return who.isEmpty() ? "" : "; ask " + String.join(", ", who);
    }
  }
}
