/**
 * A stand-in for Slack's servers, and a web page for the people in it.
 *
 * <p>{@link dev.drydock.sandbox.slack.FakeSlack} starts everything; {@link
 * dev.drydock.sandbox.slack.Workspace} says who is there; {@code as(person).in(channel)} acts as a
 * person; {@link dev.drydock.sandbox.slack.Faults} breaks things.
 *
 * <p>What is like the original rests on Slack's documentation, its SDKs' types and published error
 * reports, and on Slack's own Java client working against it. What no source settled, and what is
 * therefore a guess: the status and error names of a spent or old response_url; that a delivery
 * repeated over Socket Mode carries a new envelope id; the size at which {@code
 * msg_blocks_too_long} begins; how large a burst each rate limit allows; the wording of validation
 * messages other than those about lengths, counts, required fields and unknown types. {@code
 * rich_text}, {@code table} and the block types of 2026 are taken unchecked. Not there: the Events
 * API, streaming, shortcuts, OAuth, Enterprise Grid.
 */
package dev.drydock.sandbox.slack;
