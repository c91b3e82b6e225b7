// Block Kit, drawn as Slack draws it. ctx: mentions, act(actionId, value, element), dataset for the controls.
import { el, icon } from "./dom.js";
import { mrkdwn, textObject, emojiOnly, link, unescape } from "./mrkdwn.js";
import { control, isControl } from "./controls.js";
import { confirmed, menu } from "./dialogs.js";

export function renderBlocks(blocks, ctx) {
  return el("div.blocks", (blocks ?? []).map((block) => renderBlock(block, ctx)));
}

export function renderBlock(block, ctx) {
  const draw = KINDS[block.type];
  const node = draw ? draw(block, ctx) : el("div.unknown", `This block (${block.type}) cannot be shown here.`);
  node.dataset.blockId = block.block_id ?? "";
  return node;
}

const KINDS = {
  header: (b) => el("h3.b-header", emojiOnly(b.text.text)),
  divider: () => el("hr.b-divider"),
  section: (b, ctx) =>
    el("div.b-section", { class: "b-section" + (b.accessory ? " with-accessory" : "") },
      el("div.b-section-body",
        b.text && el("div.b-text", textObject(b.text, ctx)),
        b.fields && el("div.b-fields", b.fields.map((f) => el("div.b-field", textObject(f, ctx)))),
      ),
      b.accessory && el("div.b-accessory", element(b.accessory, ctx)),
    ),
  context: (b, ctx) =>
    el("div.b-context", b.elements.map((e) => (e.type === "image" ? image(e, "b-context-image") : el("span", textObject(e, ctx))))),
  actions: (b, ctx) => el("div.b-actions", b.elements.map((e) => element(e, ctx))),
  image: (b) => el("figure.b-image", b.title && el("figcaption", emojiOnly(b.title.text)), image(b, "b-image-img")),
  markdown: (b, ctx) => el("div.b-text", mrkdwn(b.text.replace(/\*\*([^*]+)\*\*/g, "*$1*").replace(/^#+ (.*)$/gm, "*$1*"), ctx)),
  rich_text: (b, ctx) => el("div.b-rich", b.elements.map((e) => rich(e, ctx))),
  input: (b, ctx) => ctx.input(b),
};

function image(e, cls) {
  const url = e.image_url ?? "";
  const local = url.startsWith("data:image/") || url.startsWith(location.origin + "/");
  return local
    ? el("img", { class: cls, src: url, alt: e.alt_text })
    : el("span.b-alt", { title: url }, icon("file"), " ", e.alt_text || "image");
}

function element(e, ctx) {
  if (e.type === "button") return button(e, ctx);
  if (e.type === "overflow") return overflow(e, ctx);
  if (e.type === "image") return image(e, "b-thumb");
  if (isControl(e)) return control(e, ctx, async (value) => (await confirmed(e.confirm, ctx)) && ctx.act(e.action_id, value));
  return el("span.unknown", e.type);
}

function button(e, ctx) {
  const press = async (event) => {
    const node = event.currentTarget;
    if (node.classList.contains("busy")) return;
    if (e.confirm && !(await confirmed(e.confirm, ctx))) return;
    if (e.url && /^https?:/i.test(e.url)) window.open(e.url, "_blank", "noopener");
    await busy(node, () => ctx.act(e.action_id, undefined));
  };
  return el(`button.btn.${e.style ?? "plain"}`, {
    type: "button", onclick: press, "aria-label": e.accessibility_label,
    dataset: { ...ctx.dataset, actionId: e.action_id, value: e.value ?? "" },
  }, el("span", emojiOnly(e.text.text)));
}

function overflow(e, ctx) {
  const open = async (event) => {
    const node = event.currentTarget;
    const picked = await menu(node, e.options.map((o) => ({ label: emojiOnly(o.text.text), option: o })));
    if (!picked || !(await confirmed(e.confirm, ctx))) return;
    if (picked.option.url && /^https?:/i.test(picked.option.url)) window.open(picked.option.url, "_blank", "noopener");
    await busy(node, () => ctx.act(e.action_id, picked.option));
  };
  return el("button.btn.plain.overflow", {
    type: "button", "aria-label": "More actions", "aria-haspopup": "menu", onclick: open,
    dataset: { ...ctx.dataset, actionId: e.action_id },
  }, icon("more"));
}

/** Slack marks an action that the app did not take with a small warning. */
export async function busy(node, work) {
  node.parentElement?.querySelector(`:scope > .failed`)?.remove();
  node.classList.add("busy");
  const answer = await work();
  node.classList.remove("busy");
  if (answer?.error) {
    const why = answer.error === "operation_timeout" ? "This app didn't respond in time." : "This app isn't responding right now.";
    node.after(el("span.failed", { role: "alert", title: answer.error, dataset: { error: answer.error } }, icon("warn"), el("span", why)));
  }
}

function rich(e, ctx) {
  const inner = () => (e.elements ?? []).map((x) => richInline(x, ctx));
  if (e.type === "rich_text_preformatted") return el("pre.pre", inner());
  if (e.type === "rich_text_quote") return el("blockquote.quote", inner());
  if (e.type === "rich_text_list")
    return el(e.style === "ordered" ? "ol" : "ul", { style: `margin-left:${(e.indent ?? 0) * 1.5}em` },
      e.elements.map((x) => el("li", (x.elements ?? []).map((y) => richInline(y, ctx)))));
  return el("div.b-rich-section", inner());
}

function richInline(x, ctx) {
  if (x.type === "user") return ctx.userMention(x.user_id, "");
  if (x.type === "channel") return ctx.channelMention(x.channel_id, "");
  if (x.type === "usergroup") return ctx.groupMention(x.usergroup_id, "");
  if (x.type === "broadcast") return el("span.mention.me", "@" + x.range);
  if (x.type === "emoji") return emojiOnly(`:${x.name}:`);
  if (x.type === "link") return styled(link(x.url, unescape(x.text || x.url)), x.style);
  return styled(x.text ?? "", x.style);
}

function styled(node, style = {}) {
  let out = node;
  if (style.code) out = el("code.code", out);
  if (style.bold) out = el("b", out);
  if (style.italic) out = el("i", out);
  if (style.strike) out = el("s", out);
  return out;
}
