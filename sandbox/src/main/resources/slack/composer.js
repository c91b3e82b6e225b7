// The box to type in, with Slack's list of commands.
import { el, icon } from "./dom.js";

/** thread: root ts, or empty for the channel itself. */
export function composer(app, thread, placeholder) {
  const list = el("div.commands", { role: "listbox", "aria-label": "Commands", hidden: true });
  const box = el("textarea.type", {
    rows: 1, placeholder, "aria-label": placeholder, autocapitalize: "sentences", dataset: { composer: thread ? "thread" : "channel" },
    oninput: () => changed(), onkeydown: (e) => key(e), enterkeyhint: "send",
  });
  const send = el("button.send", { type: "button", "aria-label": "Send", onclick: () => go(), disabled: true }, icon("send"));
  const slash = el("button.slash", { type: "button", "aria-label": "Commands", title: "Commands", onclick: () => start() }, "/");
  let marked = 0;

  const start = () => {
    if (!box.value) box.value = "/";
    box.focus();
    changed();
  };
  const matching = () => {
    const word = /^\/(\S*)$/.exec(box.value);
    return word && !thread ? app.commands().filter((c) => c.command.startsWith(box.value.toLowerCase())) : [];
  };
  const changed = () => {
    box.style.height = "auto";
    box.style.height = Math.min(box.scrollHeight, 220) + "px";
    box.style.overflowY = box.scrollHeight > 220 ? "auto" : "hidden";
    send.disabled = !box.value.trim();
    const found = matching();
    marked = 0;
    if (found.length) return show(found);
    const typed = thread ? null : app.commands().find((c) => box.value.startsWith(c.command + " "));
    if (typed && !box.value.slice(typed.command.length + 1).trim()) return show([typed]);
    list.hidden = true;
  };
  const show = (found) => {
    list.replaceChildren(
      el("div.commands-head", "Commands matching ", el("b", box.value.split(" ")[0])),
      ...found.map((c, i) => el("button.command", { type: "button", role: "option", "aria-selected": String(i === marked), dataset: { command: c.command }, onmousedown: (e) => e.preventDefault(), onclick: () => complete(c) },
        el("span.avatar.app.tiny", icon("plug")), el("b", c.command), el("span.usage", c.usageHint), el("span.describe", c.description))));
    list.hidden = false;
  };
  const complete = (c) => {
    if (!box.value.startsWith(c.command + " ")) box.value = c.command + " ";
    box.focus();
    changed();
  };
  const key = (e) => {
    const found = matching();
    if (e.key === "Escape") list.hidden = true;
    if (!list.hidden && found.length && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      e.preventDefault();
      marked = (marked + (e.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      show(found);
    } else if (found.length && (e.key === "Tab" || (e.key === "Enter" && box.value !== found[marked].command))) {
      e.preventDefault();
      complete(found[marked]);
    } else if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
      e.preventDefault();
      go();
    }
  };
  const go = async () => {
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    changed();
    const command = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
    const answer = await app.act(
      !command ? { do: "say", text, thread_ts: thread }
        : thread ? { do: "slash_in_thread", command: command[1], thread_ts: thread }
        : { do: "slash", command: command[1], text: command[2] });
    if (answer.error === "offline" && !box.value) {
      box.value = text;
      changed();
    }
  };
  return el("div.composer", list, el("div.composer-box", box, el("div.composer-bar", !thread && slash, el("span.composer-hint", el("b", "Enter"), " to send"), send)));
}
