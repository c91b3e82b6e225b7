package dev.drydock.bot.slack;

import static com.slack.api.model.block.composition.BlockCompositions.markdownText;
import static com.slack.api.model.block.composition.BlockCompositions.option;
import static com.slack.api.model.block.composition.BlockCompositions.plainText;

import com.slack.api.model.block.InputBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.OptionObject;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.PlainTextInputElement;
import com.slack.api.model.block.element.StaticSelectElement;
import com.slack.api.model.view.View;
import com.slack.api.model.view.ViewClose;
import com.slack.api.model.view.ViewSubmit;
import com.slack.api.model.view.ViewTitle;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.book.RunView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The forms. */
final class Modals {
  static final String START = "start";
  static final String PLAN = "plan";
  static final String REJECT = "reject";
  static final String ABORT = "abort";
  static final String APP = "app";
  static final String VERSION = "version";
  static final String REASON = "reason";
  private static final int MOST_OPTIONS = 100;
  private static final int MOST_OPTION = 75;
  private static final int SQL_BLOCK = 2800;
  private static final int SQL_BLOCKS = 15;

  private Modals() {}

  /**
   * @param kind {@link #START} or {@link #PLAN}
   * @param app chosen already, or null
   */
  static View start(String kind, List<String> apps, String app, String memo) {
    return form(
            kind,
            kind.equals(PLAN) ? "Plan a run" : "Ask for a run",
            kind.equals(PLAN) ? "Plan" : "Ask",
            memo)
        .blocks(
            List.of(
                input(APP, "App", appChoice(apps, app), false),
                input(
                    VERSION,
                    "Version",
                    PlainTextInputElement.builder().actionId(VERSION).maxLength(128).build(),
                    false)))
        .build();
  }

  static View reject(RunView view, String memo) {
    return form(REJECT, "Reject a plan", "Reject", memo)
        .blocks(
            List.of(
                says("Run `" + Words.code(view.run()) + "` ends; " + CardGate.afterNo(view) + "."),
                input(REASON, "Why", reason(), false)))
        .build();
  }

  static View abort(RunView view, String memo) {
    return form(ABORT, "Abort a run", "Abort the run", memo)
        .blocks(
            List.of(
                says("Run `" + Words.code(view.run()) + "` stops; " + CardGate.afterNo(view) + "."),
                input(REASON, "Why", reason(), true)))
        .build();
  }

  /** The SQL's head, as much as a modal takes. */
  static View sql(RunView view, String whole) {
    String sql = Words.readable(whole); // before it is cut: this makes it longer
    List<LayoutBlock> blocks = new ArrayList<>();
    int from = 0;
    while (from < sql.length() && blocks.size() < SQL_BLOCKS) {
      int to = lineEnd(sql, from);
      if (!sql.substring(from, to).isBlank()) {
        blocks.add(says(Words.codeBlock(sql.substring(from, to), SECTION_ROOM)));
      }
      from = to;
    }
    blocks.add(says(from < sql.length() ? cut(view, sql, from) : "That is all of it."));
    return View.builder()
        .type("modal")
        .title(ViewTitle.builder().type("plain_text").text(titled(view)).build())
        .close(ViewClose.builder().type("plain_text").text("Close").build())
        .blocks(blocks)
        .build();
  }

  /** A title has 24 letters at most. */
  private static String titled(RunView view) {
    return Words.cut("SQL of " + view.run(), 24);
  }

  private static String cut(RunView view, String sql, int at) {
    return "Cut after "
        + bytes(sql.substring(0, at))
        + " of "
        + bytes(sql)
        + ". All of it: `drydock audit "
        + Words.code(view.run())
        + " --artifact "
        + Digest.brief(view.plan().schema().sql().digest())
        + "`";
  }

  private static String bytes(String text) {
    return Words.size(text.getBytes(StandardCharsets.UTF_8).length);
  }

  private static final int SECTION_ROOM = Kit.SECTION - 20;

  private static int lineEnd(String sql, int from) {
    int to = from;
    int room = SQL_BLOCK;
    int lastLine = -1;
    while (to < sql.length() && room > 0) {
      room -= Words.escaped(sql.substring(to, to + 1)).length();
      if (sql.charAt(to) == '\n') {
        lastLine = to + 1;
      }
      to++;
    }
    return to < sql.length() && lastLine > from ? lastLine : to;
  }

  private static View.ViewBuilder form(String id, String title, String submit, String memo) {
    return View.builder()
        .type("modal")
        .callbackId(id)
        .privateMetadata(memo)
        .title(ViewTitle.builder().type("plain_text").text(title).build())
        .submit(ViewSubmit.builder().type("plain_text").text(submit).build())
        .close(ViewClose.builder().type("plain_text").text("Go back").build());
  }

  private static BlockElement appChoice(List<String> apps, String app) {
    boolean fit = apps.stream().allMatch(name -> name.length() <= MOST_OPTION);
    if (apps.isEmpty() || apps.size() > MOST_OPTIONS || !fit) {
      return PlainTextInputElement.builder()
          .actionId(APP)
          .maxLength(MOST_OPTION)
          .initialValue(app)
          .build();
    }
    List<OptionObject> options = apps.stream().map(Modals::choice).toList();
    return StaticSelectElement.builder()
        .actionId(APP)
        .options(options)
        .initialOption(app == null ? null : choice(app))
        .build();
  }

  private static OptionObject choice(String app) {
    return option(plainText(app, false), app);
  }

  private static PlainTextInputElement reason() {
    return PlainTextInputElement.builder().actionId(REASON).maxLength(500).multiline(true).build();
  }

  private static LayoutBlock input(
      String id, String label, BlockElement element, boolean optional) {
    return InputBlock.builder()
        .blockId(id)
        .label(plainText(label, false))
        .element(element)
        .optional(optional)
        .build();
  }

  private static LayoutBlock says(String text) {
    return SectionBlock.builder().text(markdownText(text)).build();
  }
}
