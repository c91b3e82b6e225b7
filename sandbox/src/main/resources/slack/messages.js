// Message rows: channel, thread, ephemeral.
import { el, icon, reconcile } from "./dom.js";
import { mrkdwn, timeOf, fullTime, dayOf, emojiOnly } from "./mrkdwn.js";
import { renderBlocks } from "./blocks.js";

const FIVE_MINUTES = 300;

export function avatar(person, size = "") {
  if (person?.bot) return el("span.avatar.app", { class: "avatar app " + size, "aria-hidden": "true" }, icon("plug"));
  return el("span", { class: "avatar " + size, style: `background:#${/^[0-9a-f]{6}$/i.test(person?.color ?? "") ? person.color : "616061"}`, "aria-hidden": "true" }, person?.initials ?? "S");
}

/** Draws a list; what did not change keeps its nodes. */
export function drawList(parent, messages, app, options) {
  const rows = [];
  let before = null;
  for (const m of messages) {
    const day = dayOf(m.ts);
    if (options.days && (!before || dayOf(before.ts) !== day))
      rows.push({ key: "day" + day, print: day, make: () => el("div.day", el("span", day)) });
    if (options.newSince && before && m.ts > options.newSince && before.ts <= options.newSince)
      rows.push({ key: "new", print: "new", make: () => el("div.new-line", { role: "separator" }, el("span", "New")) });
    const follows = before && before.user === m.user && !before.is_ephemeral && !m.is_ephemeral && !before.subtype && !isCard(m) && m.ts - before.ts < FIVE_MINUTES && dayOf(before.ts) === day && !m.subtype;
    rows.push(row(m, app, { ...options, follows }));
    before = m;
  }
  reconcile(parent, rows);
}

// A card stands for itself, whatever its author said before.
const isCard = (m) => m.blocks?.[0]?.type === "header";

function row(m, app, options) {
  return {
    key: m.ts,
    print: JSON.stringify([m, options.follows, options.inThread, app.me, app.names()]),
    make: () => draw(m, app, options),
  };
}

function draw(m, app, { follows, inThread }) {
  const person = app.person(m.user);
  const name = person?.realName ?? (m.user === "USLACKBOT" ? "Slackbot" : m.user);
  const mine = mentionsMe(m, app);
  return el("article", {
    class: "msg" + (follows ? " follows" : "") + (m.is_ephemeral ? " only-you" : "") + (mine ? " mentions-me" : ""),
    dataset: { ts: m.ts, author: m.user }, "aria-label": `${name}, ${timeOf(m.ts)}`,
  },
    el("div.gutter", follows ? el("time.small-time", timeOf(m.ts).replace(/\s?[AP]M$/i, "")) : avatar(person)),
    el("div.body",
      m.is_ephemeral && el("div.only-note", icon("eye"), "Only visible to you"),
      !follows && el("div.who", el("b.name", name), person?.bot && el("span.badge-app", "APP"), person?.guest && el("span.badge-app", "GUEST"), person?.stranger && el("span.badge-app", "EXTERNAL"), el("time.time", { title: fullTime(m.ts) }, timeOf(m.ts))),
      m.subtype === "thread_broadcast" && !inThread && el("div.broadcast", icon("reply"), "replied to a thread"),
      content(m, app),
      (m.files ?? []).map((f) => file(f)),
      m.reactions && el("div.reactions", m.reactions.map((r) => el("span.reaction", emojiOnly(`:${r.name}:`), " ", r.count))),
      !inThread && m.reply_count > 0 && replies(m, app),
      m.is_ephemeral && el("button.linkish.dismiss", { type: "button", onclick: () => app.dismiss(m.ts) }, "Dismiss"),
    ),
    !inThread && !m.is_ephemeral && el("div.tools", el("button.icon", { type: "button", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => app.openThread(m.thread_ts || m.ts) }, icon("reply"))),
  );
}

function content(m, app) {
  const ctx = app.context(m);
  const blocks = m.blocks?.length ? renderBlocks(m.blocks, ctx) : null;
  const text = !blocks && m.text ? el("div.text", mrkdwn(m.text, ctx)) : null;
  if (m.edited && text) text.append(el("span.edited", { title: fullTime(m.edited.ts) }, " (edited)"));
  return [text, blocks, (m.attachments ?? []).map((a) => attachment(a, ctx))];
}

function attachment(a, ctx) {
  const color = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" }[a.color] ?? (/^#?[0-9a-f]{6}$/i.test(a.color ?? "") ? "#" + a.color.replace("#", "") : "#ddd");
  return el("div.attachment", { style: `border-left-color:${color}` },
    a.title && el("b", emojiOnly(a.title)), a.blocks ? renderBlocks(a.blocks, ctx) : el("div", mrkdwn(a.text ?? a.fallback ?? "", ctx)));
}

function file(f) {
  const size = f.size < 1024 ? `${f.size} bytes` : `${Math.round(f.size / 1024)} kB`;
  return el("div.file",
    el("div.file-head", icon("file"), el("div", el("a.file-name", { href: `/files/${encodeURIComponent(f.id)}`, target: "_blank" }, f.title || f.name), el("div.file-size", `${f.pretty_type ?? "File"} · ${size}`))),
    f.preview && el("pre.file-preview", f.preview));
}

function replies(m, app) {
  const faces = (m.reply_users ?? []).slice(0, 4).map((id) => avatar(app.person(id), "tiny"));
  return el("button.replies", { type: "button", onclick: () => app.openThread(m.ts), dataset: { thread: m.ts } },
    faces, el("span.replies-n", `${m.reply_count} ${m.reply_count === 1 ? "reply" : "replies"}`), el("span.replies-last", `Last reply at ${timeOf(m.latest_reply)}`));
}

export function mentionsMe(m, app) {
  if (m.user === app.me) return false;
  const text = JSON.stringify([m.text, m.blocks ?? ""]);
  return text.includes(`<@${app.me}`) || /<!(here|channel|everyone)>/.test(text) || app.myGroups().some((g) => text.includes(`<!subteam^${g}`));
}
