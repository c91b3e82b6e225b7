// Modals: the stack of views the app has opened for this person.
import { $, el, icon } from "./dom.js";
import { renderBlocks } from "./blocks.js";
import { control } from "./controls.js";
import { emojiOnly } from "./mrkdwn.js";
import { trap } from "./dialogs.js";

let shown = "";

/** Shows the view on top. A view that the app has updated keeps what is typed in fields that are still there. */
export function drawModal(views, app) {
  const root = $("modals");
  const view = views.at(-1);
  const print = view ? view.id + view.hash + app.me : "";
  if (print === shown) return;
  const typed = view && root.viewId === view.id ? root.values : {};
  shown = print;
  root.viewId = view?.id;
  root.values = typed;
  root.replaceChildren();
  document.body.classList.toggle("has-modal", Boolean(view));
  if (view) show(root, view, views.length, app);
}

function show(root, view, depth, app) {
  const values = root.values;
  const errors = new Map();
  const ctx = {
    ...app.context(null), dataset: { user: app.me, viewId: view.id },
    act: (id, value) => app.act({ do: "view_action", view_id: view.id, action_id: id, values: value === undefined ? values : { ...values, [id]: value } }),
    suggest: (id, typed) => app.act({ do: "suggest", view_id: view.id, action_id: id, typed }),
    input: (block) => input(block, values, errors, ctx),
  };
  const close = (all) => app.act({ do: "close", view_id: view.id, all });
  const submit = async (event) => {
    event.preventDefault();
    const go = form.querySelector(".submit");
    if (!go || go.classList.contains("busy")) return;
    go.classList.add("busy");
    trouble.hidden = true;
    errors.forEach((node) => (node.textContent = ""));
    const answer = await app.act({ do: "submit", view_id: view.id, values });
    go.classList.remove("busy");
    report(answer, errors, trouble);
  };
  const trouble = el("div.trouble", { role: "alert", hidden: true });
  const form = el("form.dialog.modal", { role: "dialog", "aria-modal": "true", "aria-label": view.title?.text ?? "", novalidate: true, onsubmit: submit, dataset: { viewId: view.id, callbackId: view.callback_id } },
    el("div.modal-head",
      el("span.avatar.app.tiny", icon("plug")), el("h2.modal-title", emojiOnly(view.title?.text ?? "")),
      el("button.icon", { type: "button", "aria-label": "Close", onclick: () => close(true) }, icon("close"))),
    el("div.modal-body", renderBlocks(view.blocks, ctx), trouble),
    el("div.dialog-foot",
      el("button.btn.plain", { type: "button", onclick: () => close(false), dataset: { modal: "close" } }, emojiOnly(view.close?.text ?? (depth > 1 ? "Back" : "Close"))),
      view.submit && el("button.btn.primary.submit", { type: "submit", dataset: { modal: "submit", user: app.me } }, el("span", emojiOnly(view.submit.text)))));
  root.append(el("div.overlay", { onkeydown: (e) => (e.key === "Escape" ? close(true) : trap(e, form)) }, form));
  (form.querySelector(".modal-body input, .modal-body textarea, .modal-body select") ?? form.querySelector("button")).focus();
}

function input(block, values, errors, ctx) {
  const id = "f" + Math.random().toString(36).slice(2);
  const error = el("div.field-error", { role: "alert", id: id + "e", dataset: { errorFor: block.block_id } });
  errors.set(block.block_id, error);
  const key = block.element.action_id;
  const node = control(typedBefore(block.element, values[key]), ctx, (value) => {
    values[key] = value;
    error.textContent = "";
    if (block.dispatch_action) ctx.act(key, value);
  });
  // A group of choices is named as a whole: its label must not tick the first box.
  const group = node.matches(".choices");
  const field = group || node.matches("input,textarea,select") ? node : node.querySelector("input,textarea,select");
  field?.setAttribute(group ? "aria-labelledby" : "id", group ? id + "l" : id);
  field?.setAttribute("aria-describedby", id + "e");
  return el("div.b-input",
    el(group ? "div.field-label" : "label.field-label", group ? { id: id + "l" } : { for: id }, emojiOnly(block.label.text), block.optional && el("span.optional", " (optional)")),
    node, error, block.hint && el("div.hint", emojiOnly(block.hint.text)));
}

function typedBefore(element, value) {
  if (value === undefined || value === null) return element;
  if (typeof value === "string" && element.type.endsWith("_input")) return { ...element, initial_value: value };
  return typeof value === "object" && !Array.isArray(value) ? { ...element, initial_option: value } : element;
}

function report(answer, errors, trouble) {
  const entries = Object.entries(answer.fieldErrors ?? {});
  let first = null;
  for (const [block, text] of entries) {
    const node = errors.get(block);
    if (node) {
      node.textContent = text;
      first ??= node.parentElement.querySelector("input,textarea,select");
    }
  }
  first?.focus();
  if (answer.error) {
    trouble.textContent = "We had some trouble connecting. Try again?";
    trouble.dataset.error = answer.error;
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "nearest" });
  }
}
