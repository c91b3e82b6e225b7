package dev.drydock.sandbox.slack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a person sees at once of what they did: when the app has acknowledged, or has failed to.
 *
 * @param error empty, or Slack's word: {@code operation_timeout}, {@code dispatch_failed}, ...
 * @param onlyForYou ephemeral messages that came meanwhile, Slack's own about a failed command
 *     included
 * @param fieldErrors by block_id, under the fields of the modal
 * @param view the modal on top now, where it is new or has changed
 */
public record Seen(
    String error, List<Message> onlyForYou, Map<String, String> fieldErrors, Optional<View> view) {
  public Seen {
    onlyForYou = List.copyOf(onlyForYou);
    fieldErrors = Map.copyOf(fieldErrors);
  }

  public boolean ok() {
    return error.isEmpty() && fieldErrors.isEmpty();
  }

  /** All the ephemeral texts, one per line. */
  public String text() {
    return onlyForYou.stream().map(Message::allText).collect(Collectors.joining("\n"));
  }
}
