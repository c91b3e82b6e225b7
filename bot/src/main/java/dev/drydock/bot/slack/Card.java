package dev.drydock.bot.slack;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.util.json.GsonFactory;
import java.util.List;

/**
 * What one message shows.
 *
 * @param text for notifications and screen readers
 */
record Card(String text, List<LayoutBlock> blocks) {
  /** As sent; equal for cards that look the same. */
  String blocksJson() {
    return GsonFactory.createSnakeCase().toJson(blocks);
  }
}
