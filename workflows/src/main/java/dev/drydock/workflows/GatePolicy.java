package dev.drydock.workflows;

import java.time.Duration;
import java.util.List;

/**
 * One gate of an app.
 *
 * @param before the step it stands before: {@link Gates#PLACES}
 * @param approvals how many distinct people, at least 1
 * @param people ids of those who may answer
 * @param groups ids of Slack user groups whose members may answer
 * @param expiresIn how long it waits
 */
public record GatePolicy(
    Step before, int approvals, List<String> people, List<String> groups, Duration expiresIn) {

  public Listed approvers() {
    return new Listed(people, groups);
  }
}
