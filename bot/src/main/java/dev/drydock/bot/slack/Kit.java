package dev.drydock.bot.slack;

import static com.slack.api.model.block.composition.BlockCompositions.markdownText;
import static com.slack.api.model.block.composition.BlockCompositions.plainText;

import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.ContextBlock;
import com.slack.api.model.block.HeaderBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.element.BlockElement;
import java.util.ArrayList;
import java.util.List;

/** Blocks that keep Slack's limits whatever is put in. */
final class Kit {
  static final int HEADER = 150;
  static final int SECTION = 3000;
  static final int CONTEXT = 2000;

  private Kit() {}

  static LayoutBlock header(String plain) {
    return HeaderBlock.builder()
        .text(plainText(Words.cut(Words.readable(plain), HEADER), false))
        .build();
  }

  /**
   * @param all the command that shows what does not fit here
   */
  static LayoutBlock section(String id, List<String> lines, String all) {
    return SectionBlock.builder().blockId(id).text(markdownText(fit(lines, SECTION, all))).build();
  }

  static LayoutBlock context(String id, String line) {
    return ContextBlock.builder()
        .blockId(id)
        .elements(List.of(markdownText(fit(List.of(line), CONTEXT, "drydock status"))))
        .build();
  }

  static LayoutBlock actions(String id, List<? extends BlockElement> elements) {
    return ActionsBlock.builder().blockId(id).elements(List.copyOf(elements)).build();
  }

  /** As many whole lines as fit; a cut through escaped text could open a mention. */
  static String fit(List<String> lines, int most, String all) {
    List<String> kept = new ArrayList<>();
    String more = "… and more: `" + all + "`";
    int length = 0;
    for (String line : lines) {
      if (length + line.length() + 1 > most - more.length() - 1) {
        kept.add(more);
        break;
      }
      kept.add(line);
      length += line.length() + 1;
    }
    return String.join("\n", kept);
  }
}
