package dev.drydock.bot.slack;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.util.json.GsonFactory;
import dev.drydock.workflows.Digest;
import java.util.List;

/**
 * What one message shows.
 *
 * @param text for notifications and screen readers
 */
record Card(String text, List<LayoutBlock> blocks) {
  /** Digest of the blocks; equal for cards that look the same. */
  String look() {
    return Digest.of(blocksJson());
  }

  /** As sent. */
  String blocksJson() {
    return GsonFactory.createSnakeCase().toJson(blocks);
  }
}
