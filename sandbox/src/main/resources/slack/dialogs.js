// Confirm dialogs and small menus.
import { el } from "./dom.js";
import { emojiOnly, textObject } from "./mrkdwn.js";

/** True where there is nothing to confirm or the person agreed. */
export function confirmed(confirm, ctx) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const before = document.activeElement;
    const done = (yes) => {
      overlay.remove();
      before?.focus?.();
      resolve(yes);
    };
    const overlay = el("div.overlay", { onkeydown: (e) => (e.key === "Escape" ? (e.stopPropagation(), done(false)) : trap(e, overlay)) },
      el("div.dialog.small", { role: "alertdialog", "aria-modal": "true", "aria-label": confirm.title.text },
        el("h2.dialog-title", emojiOnly(confirm.title.text)),
        el("div.dialog-body", textObject(confirm.text, ctx)),
        el("div.dialog-foot",
          el("button.btn.plain", { type: "button", onclick: () => done(false), dataset: { confirm: "deny" } }, emojiOnly(confirm.deny.text)),
          el("button.btn", { type: "button", class: "btn " + (confirm.style === "danger" ? "danger" : "primary"), onclick: () => done(true), dataset: { confirm: "confirm" } }, emojiOnly(confirm.confirm.text)))));
    document.body.append(overlay);
    overlay.querySelector("[data-confirm=confirm]").focus();
  });
}

/** Keeps the Tab key inside a dialog. */
export function trap(event, root) {
  if (event.key !== "Tab") return;
  const stops = [...root.querySelectorAll("button,input,select,textarea,a[href]")].filter((n) => !n.disabled && n.offsetParent);
  const first = stops[0];
  const last = stops.at(-1);
  const out = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (out) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}

/** Resolves with the item chosen, or nothing. */
export function menu(anchor, items) {
  return new Promise((resolve) => {
    const away = (e) => !list.contains(e.target) && done();
    const done = (item) => {
      document.removeEventListener("pointerdown", away, true);
      list.remove();
      anchor.focus();
      resolve(item);
    };
    const list = el("div.menu", { role: "menu", onkeydown: (e) => e.key === "Escape" && done() },
      items.map((item) => el("button.menu-item", { type: "button", role: "menuitem", dataset: { optionValue: item.option?.value ?? "" }, onclick: () => done(item) }, item.label)));
    document.body.append(list);
    const at = anchor.getBoundingClientRect();
    list.style.left = Math.max(8, Math.min(at.left, innerWidth - list.offsetWidth - 8)) + "px";
    list.style.top = Math.min(at.bottom + 4, innerHeight - list.offsetHeight - 8) + "px";
    list.firstChild?.focus();
    document.addEventListener("pointerdown", away, true);
  });
}
