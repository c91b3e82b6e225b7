// Slack's mrkdwn to DOM nodes.
import { el } from "./dom.js";
import { EMOJI } from "./emoji.js";

const INLINE = new RegExp(
  [
    "`([^`\\n]+)`",
    "<([^<>\\n]+)>",
    "(?<![\\w*])\\*(?=\\S)([^*\\n]*[^*\\s])\\*(?![\\w*])",
    "(?<![\\w_])_(?=\\S)([^_\\n]*[^_\\s])_(?![\\w_])",
    "(?<![\\w~])~(?=\\S)([^~\\n]*[^~\\s])~(?![\\w~])",
    ":([a-z0-9_+-]+):",
    "(https?://[^\\s<>|]*[^\\s<>|.,;:!?)\\]}'\"])",
  ].join("|"),
  "g",
);

export function unescape(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

/** A text object of Block Kit. */
export function textObject(object, ctx) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, ctx) : emojiOnly(object.text);
}

/** plain_text: nothing but emoji codes is interpreted. */
export function emojiOnly(text) {
  return unescape(text ?? "").replace(/:([a-z0-9_+-]+):/g, (all, code) => EMOJI[code] ?? all);
}

export function mrkdwn(text, ctx) {
  const out = [];
  (text ?? "").split(/```/).forEach((part, i, all) => {
    const fenced = i % 2 === 1 && i < all.length - 1;
    if (fenced) out.push(el("pre.pre", unescape(part.replace(/^\n/, "").replace(/\n$/, ""))));
    else out.push(...lines(i % 2 === 1 ? "```" + part : trimAroundFence(part, i, all.length), ctx));
  });
  return out;
}

function trimAroundFence(part, i, count) {
  let text = part;
  if (i > 0) text = text.replace(/^\n/, "");
  if (i < count - 1) text = text.replace(/\n$/, "");
  return text;
}

function lines(text, ctx) {
  if (!text) return [];
  const out = [];
  let quote = null;
  text.split("\n").forEach((line, i) => {
    const quoted = /^(?:>|&gt;) ?(.*)$/.exec(line);
    if (quoted) {
      if (!quote) out.push((quote = el("blockquote.quote")));
      else quote.append(el("br"));
      quote.append(...inline(quoted[1], ctx));
      return;
    }
    if (i > 0 && !quote) out.push(el("br"));
    quote = null;
    out.push(...inline(line, ctx));
  });
  return out;
}

function inline(text, ctx) {
  const out = [];
  let from = 0;
  for (const m of text.matchAll(INLINE)) {
    if (m.index > from) out.push(unescape(text.slice(from, m.index)));
    from = m.index + m[0].length;
    out.push(piece(m, ctx));
  }
  if (from < text.length) out.push(unescape(text.slice(from)));
  return out;
}

function piece([all, code, token, bold, italic, strike, emoji, url], ctx) {
  if (code !== undefined) return el("code.code", unescape(code));
  if (token !== undefined) return special(token, ctx);
  if (bold !== undefined) return el("b", inline(bold, ctx));
  if (italic !== undefined) return el("i", inline(italic, ctx));
  if (strike !== undefined) return el("s", inline(strike, ctx));
  if (url !== undefined) return link(unescape(url), unescape(url));
  return EMOJI[emoji] ? el("span.emoji", { title: all, role: "img", "aria-label": emoji }, EMOJI[emoji]) : all;
}

function special(token, ctx) {
  const bar = token.indexOf("|");
  const target = bar < 0 ? token : token.slice(0, bar);
  const label = bar < 0 ? "" : unescape(token.slice(bar + 1));
  if (target.startsWith("@")) return ctx.userMention(target.slice(1), label);
  if (target.startsWith("#")) return ctx.channelMention(target.slice(1), label);
  if (target.startsWith("!subteam^")) return ctx.groupMention(target.split("^")[1], label);
  if (target.startsWith("!date^")) return date(target, label);
  if (/^!(here|channel|everyone)$/.test(target)) return el("span.mention.me", "@" + target.slice(1));
  if (target.startsWith("!")) return label || `<${target}>`;
  return link(unescape(target), label || unescape(target).replace(/^mailto:/, ""));
}

/** Only what a browser may follow without harm becomes a link. */
export function link(target, label) {
  if (!/^(https?:\/\/|mailto:)/i.test(target)) return label;
  return el("a.link", { href: target, target: "_blank", rel: "noopener noreferrer" }, label);
}

function date(target, fallback) {
  const [, epoch, format, url] = target.split("^");
  const when = new Date(Number(epoch) * 1000);
  if (Number.isNaN(when.getTime()) || !format) return fallback;
  const text = format.replace(/\{(\w+)\}/g, (all, name) => DATES[name]?.(when) ?? all);
  return url ? link(url, text) : el("time", { datetime: when.toISOString(), title: when.toString() }, text);
}

const fmt = (options) => (d) => d.toLocaleString([], options);
const dayName = (d) => {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(d).setHours(0, 0, 0, 0)) / 864e5);
  return { 0: "Today", 1: "Yesterday", [-1]: "Tomorrow" }[days];
};
const DATES = {
  date_num: (d) => d.toISOString().slice(0, 10),
  date: fmt({ year: "numeric", month: "long", day: "numeric" }),
  date_short: fmt({ year: "numeric", month: "short", day: "numeric" }),
  date_long: fmt({ weekday: "long", year: "numeric", month: "long", day: "numeric" }),
  date_pretty: (d) => dayName(d)?.toLowerCase() ?? DATES.date(d),
  date_short_pretty: (d) => dayName(d)?.toLowerCase() ?? DATES.date_short(d),
  date_long_pretty: (d) => dayName(d)?.toLowerCase() ?? DATES.date_long(d),
  time: fmt({ hour: "numeric", minute: "2-digit" }),
  time_secs: fmt({ hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago: (d) => {
    const s = Math.round((Date.now() - d.getTime()) / 1000);
    if (Math.abs(s) < 60) return "just now";
    const [n, unit] = Math.abs(s) < 3600 ? [s / 60, "minute"] : Math.abs(s) < 86400 ? [s / 3600, "hour"] : [s / 86400, "day"];
    return new Intl.RelativeTimeFormat("en").format(-Math.round(n), unit);
  },
};

export const timeOf = (ts) => DATES.time(new Date(parseFloat(ts) * 1000));
export const fullTime = (ts) => new Date(parseFloat(ts) * 1000).toLocaleString();
export const dayOf = (ts) => {
  const d = new Date(parseFloat(ts) * 1000);
  return dayName(d) ?? d.toLocaleString([], { weekday: "long", month: "long", day: "numeric" });
};
