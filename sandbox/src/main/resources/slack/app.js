// One person's client: fetches the state, draws it, and does what the person asks.
import { $, el, icon } from "./dom.js";
import { avatar, drawList, mentionsMe } from "./messages.js";
import { composer } from "./composer.js";
import { drawModal } from "./modal.js";
import { renderBlocks } from "./blocks.js";

const READ = "sandbox-read";
let state = null;
let here = fromHash();
let drawnFor = "";
let newSince = {};

function fromHash() {
  const p = new URLSearchParams(location.hash.slice(1));
  return { user: p.get("user") ?? "", channel: p.get("channel") ?? "", thread: p.get("thread") ?? "", tab: p.get("tab") ?? "" };
}

function go(change) {
  here = { ...here, ...change };
  const p = new URLSearchParams();
  for (const [k, v] of Object.entries(here)) if (v) p.set(k, v);
  history.replaceState(null, "", "#" + p);
}

// What was read, by person and channel; kept by the browser, so that every person has their own unread marks.
const read = JSON.parse(localStorage.getItem(READ) ?? "{}");
const readKey = (user, channel) => user + " " + channel;
function markRead(channel) {
  const last = top(channel).at(-1);
  if (!last || document.hidden) return;
  read[readKey(app.me, channel.id)] = last.ts;
  localStorage.setItem(READ, JSON.stringify(read));
}

const app = {
  get me() { return state.me; },
  person: (id) => state.people.find((p) => p.id === id),
  commands: () => state.commands,
  names: () => state.people.length + state.groups.length,
  myGroups: (user = state.me) => state.groups.filter((g) => g.members.includes(user)).map((g) => g.id),
  openThread: (ts) => (go({ thread: ts }), draw()),
  dismiss: (ts) => app.act({ do: "dismiss", ts }),
  context: (m) => ({
    dataset: { user: state.me, ts: m?.ts ?? "" },
    people: () => state.people.filter((p) => !p.deleted), channels: () => state.channels.filter((c) => !c.isIm),
    act: (id, value) => app.act({ do: "press", ts: m.ts, action_id: id, values: value === undefined ? {} : { [id]: value } }),
    suggest: (id, typed) => app.act({ do: "suggest", ts: m.ts, action_id: id, typed }),
    userMention: (id, label) => {
      const p = app.person(id);
      return el("span", { class: "mention" + (id === state.me ? " me" : ""), title: p?.realName ?? id }, "@" + (p?.name ?? (label || id)));
    },
    channelMention: (id, label) => {
      const c = state.channels.find((x) => x.id === id);
      return c ? el("button.mention", { type: "button", onclick: () => openChannel(id) }, "#" + c.name) : el("span.mention", "#" + (label || "private-channel"));
    },
    groupMention: (id, label) => {
      const g = state.groups.find((x) => x.id === id);
      return el("span", { class: "mention" + (g?.members.includes(state.me) ? " me" : ""), title: g?.name ?? id }, g ? "@" + g.handle : label || id);
    },
  }),
  act: async (deed) => {
    try {
      const answer = await fetch("/page/act", {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ user: state.me, channel: here.channel, ...deed }),
      });
      return await answer.json();
    } catch {
      return { error: "offline" };
    }
  },
};

const channel = () => state.channels.find((c) => c.id === here.channel);
const inTop = (m) => (!m.thread_ts || m.thread_ts === m.ts || m.subtype === "thread_broadcast");
const byTs = (a, b) => (a.ts < b.ts ? -1 : 1);
const top = (c) => [...c.messages.filter(inTop), ...c.onlyMine.filter((m) => !m.thread_ts)].sort(byTs);
const threadOf = (c, ts) => [...c.messages.filter((m) => m.ts === ts || m.thread_ts === ts), ...c.onlyMine.filter((m) => m.thread_ts === ts)].sort(byTs);

function unread(c, user = state.me) {
  const since = read[readKey(user, c.id)] ?? "";
  const fresh = c.messages.filter((m) => inTop(m) && m.ts > since && m.user !== user);
  const who = { me: user, myGroups: () => app.myGroups(user) };
  return { count: fresh.length, mentions: c.isIm ? fresh.length : fresh.filter((m) => mentionsMe(m, who)).length };
}

function openChannel(id) {
  go({ channel: id, thread: "" });
  document.body.classList.remove("nav");
  draw();
}

function switchTo(user) {
  go({ user, thread: "" });
  refresh();
}

// ---- drawing

function draw() {
  if (!channel()) {
    const first = state.channels.find((c) => !c.isIm && c.members.includes(state.me)) ?? state.channels[0];
    go({ channel: first.id, thread: "" });
  }
  const key = here.user + here.channel;
  if (key !== drawnFor) newSince = { [here.channel]: read[readKey(state.me, here.channel)] };
  drawPeople();
  drawBanner();
  drawChannel(key !== drawnFor);
  drawSidebar();
  drawThread();
  drawModal(state.views, app);
  drawnFor = key;
  const waiting = state.channels.reduce((n, c) => n + unread(c).mentions, 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}${app.person(state.me).name} · ${title(channel())} · ${state.team}`;
}

const title = (c) => (c.isIm ? app.person(state.bot).name : "#" + c.name);

/** Draws anew only what would look different, so that the focus stays where it is. */
function redraw(parent, nodes) {
  const fresh = el("div", nodes);
  if (fresh.innerHTML !== parent.innerHTML) parent.replaceChildren(...fresh.childNodes);
}

function drawPeople() {
  redraw($("people"), state.people.filter((p) => !p.bot && !p.deleted).map((p) => {
    const waits = p.id === state.me ? 0 : state.channels.filter((c) => !c.isIm && c.members.includes(p.id)).reduce((n, c) => n + unread(c, p.id).mentions, 0);
    const kind = p.guest ? "guest" : p.stranger ? "external" : "";
    return el("button", { type: "button", class: "person" + (p.id === state.me ? " on" : ""), "aria-pressed": String(p.id === state.me), title: p.realName + (kind ? ` (${kind})` : ""), dataset: { user: p.id, actAs: p.name }, onclick: () => switchTo(p.id) },
      avatar(p, "small"), el("span.person-name", p.name), kind && el("span.person-kind", kind), waits > 0 && el("span.badge", { "aria-label": `${waits} mentions` }, waits));
  }));
}

function drawBanner() {
  const text = state.down ? "Slack is down. Messages and buttons will work again when it is back." : !state.connected ? "The app is not connected yet; its commands would fail." : "";
  $("banner").hidden = !text;
  $("banner").textContent = text;
  $("banner").className = state.down ? "down" : "";
}

function drawSidebar() {
  const bar = $("sidebar");
  const item = (c) => {
    const { count, mentions } = c.id === here.channel ? { count: 0, mentions: 0 } : unread(c);
    return el("button", { type: "button", class: "side-item" + (c.id === here.channel ? " on" : "") + (count ? " unread" : ""), "aria-current": c.id === here.channel ? "page" : null, dataset: { channel: c.id }, onclick: () => openChannel(c.id) },
      c.isIm ? avatar(app.person(state.bot), "tiny") : el("span.hash", c.isPrivate ? icon("lock") : "#"), el("span.side-name", c.isIm ? app.person(state.bot).name : c.name), mentions > 0 && el("span.badge", mentions));
  };
  const me = app.person(state.me);
  redraw(bar, [
    el("div.team", el("b", state.team)),
    el("div.side-scroll",
      el("h3.side-head", "Channels"), state.channels.filter((c) => !c.isIm).map(item),
      el("h3.side-head", "Apps"), state.channels.filter((c) => c.isIm && c.members.includes(state.me)).map(item)),
    el("div.me", avatar(me, "small"), el("div.me-text", el("b", me.realName), el("span", me.guest ? "guest" : me.stranger ? "from another company" : "active")))]);
}

function drawChannel(fresh) {
  const c = channel();
  if (fresh) {
    $("channel-head").replaceChildren(
      el("div.head-title", c.isIm ? avatar(app.person(state.bot), "tiny") : el("span.hash", c.isPrivate ? icon("lock") : "#"), el("h1", c.isIm ? app.person(state.bot).name : c.name)),
      el("div.head-topic", c.isIm ? "App" : c.topic),
      el("div.head-members", { title: c.members.map((id) => app.person(id)?.realName).join(", ") }, `${c.members.length} members`));
    const inside = c.members.includes(state.me);
    $("composer").replaceChildren(inside ? composer(app, "", `Message ${title(c)}`) : el("div.not-in", `You are viewing ${title(c)}. ${app.person(state.me).realName} is not a member.`));
  }
  const home = c.isIm ? state.home : null;
  $("home").hidden = !home || here.tab === "messages";
  if (!$("home").hidden) drawHome(home);
  drawTabs(home);
  const box = $("messages");
  const atEnd = fresh || box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  const messages = top(c);
  if (messages.length) drawList(box, [...messages], app, { days: true, newSince: newSince[c.id] });
  else {
    box.kept = null;
    box.replaceChildren(empty(c));
  }
  if (atEnd) box.scrollTop = box.scrollHeight;
  markRead(c);
}

/** An app's Home, where it has published one; the conversation is the tab beside it. */
function drawTabs(home) {
  const tab = (name, label) => el("button.tab", { type: "button", role: "tab", "aria-selected": String((here.tab === "messages") === (name === "messages")), onclick: () => (go({ tab: name }), draw()) }, label);
  redraw($("tabs"), home ? [tab("", "Home"), tab("messages", "Messages")] : []);
}

let homeShown = "";
function drawHome(home) {
  if (homeShown === home.id + home.hash) return;
  homeShown = home.id + home.hash;
  const values = {};
  const ctx = {
    ...app.context(null), dataset: { user: state.me, viewId: home.id },
    act: (id, value) => app.act({ do: "view_action", view_id: home.id, action_id: id, values: value === undefined ? values : { ...values, [id]: value } }),
    suggest: (id, typed) => app.act({ do: "suggest", view_id: home.id, action_id: id, typed }),
    input: () => el("div"),
  };
  $("home").replaceChildren(renderBlocks(home.blocks, ctx));
}

function empty(c) {
  const command = state.commands[0];
  return el("div.empty",
    el("div.empty-mark", c.isIm ? icon("plug") : "#"),
    el("h2", c.isIm ? `This is your conversation with ${app.person(state.bot).name}` : `Welcome to #${c.name}`),
    el("p", c.topic),
    command && c.members.includes(state.me) && el("div.try",
      el("p", "Try it: type a command, watch its card, then switch to another person at the top and press a button."),
      el("button.example", { type: "button", dataset: { example: "1" }, onclick: fill(`${command.command} keeper 1.9.0`) }, el("code", `${command.command} keeper 1.9.0`)),
      el("button.example", { type: "button", onclick: fill(`${command.command} help`) }, el("code", `${command.command} help`))));
}

const fill = (text) => () => {
  const box = document.querySelector("[data-composer=channel]");
  if (!box) return;
  box.value = text;
  box.dispatchEvent(new Event("input"));
  box.focus();
};

function drawThread() {
  const pane = $("thread");
  const messages = here.thread ? threadOf(channel(), here.thread) : [];
  const open = messages.length > 0;
  pane.hidden = !open;
  document.body.classList.toggle("has-thread", open);
  const key = open ? here.user + here.channel + here.thread : "";
  if (pane.key !== key) {
    pane.key = key;
    pane.replaceChildren();
    if (open) buildThread(pane);
  }
  if (!open) return;
  const list = pane.querySelector(".scroll");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const [root, ...rest] = messages;
  drawList(pane.querySelector(".thread-root"), [root], app, { inThread: true });
  pane.querySelector(".thread-count span").textContent = rest.length === 1 ? "1 reply" : rest.length ? `${rest.length} replies` : "No replies yet";
  drawList(pane.querySelector(".thread-replies"), rest, app, { inThread: true });
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function buildThread(pane) {
  const shut = () => (go({ thread: "" }), draw());
  pane.append(
    el("header.thread-head", el("h2", "Thread"), el("span.thread-where", title(channel())), el("button.icon", { type: "button", "aria-label": "Close thread", onclick: shut }, icon("close"))),
    el("div.scroll", { tabindex: 0 }, el("div.thread-root"), el("div.thread-count", el("span")), el("div.thread-replies")),
    channel().members.includes(state.me) ? composer(app, here.thread, "Reply…") : "");
}

// ---- staying current

let asking = false;
let again = false;
async function refresh() {
  if (asking) return void (again = true);
  asking = true;
  try {
    const wanted = here.user;
    const answer = await (await fetch("/page/state?user=" + encodeURIComponent(wanted))).json();
    if (wanted === here.user) {
      state = answer;
      if (here.user !== state.me) go({ user: state.me });
      draw();
    } else again = true;
  } catch (gone) {
    $("banner").hidden = false;
    $("banner").className = "down";
    $("banner").textContent = "The sandbox is not running any more.";
  }
  asking = false;
  if (again) {
    again = false;
    refresh();
  }
}

// A list that showed its end goes on showing it when the room for it changes.
let sawEnd = true;
const list = $("messages");
list.addEventListener("scroll", () => (sawEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80));
new ResizeObserver(() => sawEnd && (list.scrollTop = list.scrollHeight)).observe(list);

$("menu").append(icon("menu"));
$("menu").onclick = () => $("menu").setAttribute("aria-expanded", String(document.body.classList.toggle("nav")));
$("channel").addEventListener("click", () => document.body.classList.remove("nav"), true);
addEventListener("hashchange", () => ((here = fromHash()), refresh()));
document.addEventListener("visibilitychange", () => state && draw());
await refresh();
const events = new EventSource("/page/events");
events.onmessage = refresh;
events.onerror = refresh;
