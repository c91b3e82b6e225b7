package dev.drydock.workflows;

import java.util.List;

/**
 * A person's answer at a gate.
 *
 * @param run id of the run as shown on the card
 * @param execution Temporal run id that the gate was opened by: an answer holds for no other
 * @param gate step the gate stands before
 * @param digest what the person was shown: {@link Gates#digest}
 * @param approve false to reject
 * @param actor person id
 * @param groups ids of the user groups the person is in, as the bot found them at that moment
 * @param reason optional; asked for when rejecting
 */
public record Decision(
    String run,
    String execution,
    Step gate,
    String digest,
    boolean approve,
    String actor,
    List<String> groups,
    Source source,
    String reason) {}
