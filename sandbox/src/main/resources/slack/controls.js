// Elements that hold a value: text fields, menus, choices, dates. Each calls `changed` with a value; null for nothing.
import { el } from "./dom.js";
import { emojiOnly, textObject } from "./mrkdwn.js";

const TEXT = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "number" };
const PICK = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

export function isControl(e) {
  return e.type in TEXT || e.type in PICK || /_select$/.test(e.type) || e.type === "radio_buttons" || e.type === "checkboxes";
}

export function control(e, ctx, changed) {
  if (e.type in TEXT) return text(e, ctx, changed);
  if (e.type in PICK) return pick(e, ctx, changed);
  if (e.type === "radio_buttons" || e.type === "checkboxes") return choices(e, ctx, changed);
  if (e.type === "external_select") return external(e, ctx, changed);
  return select(e, ctx, changed);
}

const data = (e, ctx) => ({ ...ctx.dataset, actionId: e.action_id });

function text(e, ctx, changed) {
  const common = {
    placeholder: e.placeholder ? emojiOnly(e.placeholder.text) : null, maxlength: e.max_length, dataset: data(e, ctx),
    oninput: (event) => changed(event.target.value), value: e.initial_value ?? "", autocomplete: "off",
  };
  return e.multiline ? el("textarea.field", { ...common, rows: 4 }) : el("input.field", { ...common, type: TEXT[e.type] === "number" ? "text" : TEXT[e.type], inputmode: TEXT[e.type] === "number" ? "decimal" : null });
}

function pick(e, ctx, changed) {
  const initial = e.initial_date ?? e.initial_time ?? (e.initial_date_time ? local(e.initial_date_time) : "");
  const value = (v) => (e.type === "datetimepicker" && v ? String(Math.round(new Date(v).getTime() / 1000)) : v || null);
  return el("input.field.short", { type: PICK[e.type], value: initial, dataset: data(e, ctx), "aria-label": e.placeholder?.text ?? "Date", onchange: (x) => changed(value(x.target.value)) });
}

function local(epoch) {
  const d = new Date(epoch * 1000);
  return new Date(d.getTime() - d.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function choices(e, ctx, changed) {
  const many = e.type === "checkboxes";
  const name = "c" + Math.random().toString(36).slice(2);
  const initial = new Set((e.initial_options ?? (e.initial_option ? [e.initial_option] : [])).map((o) => o.value));
  const box = el("div.choices", { role: many ? "group" : "radiogroup", dataset: data(e, ctx) });
  const tell = () => {
    const on = [...box.querySelectorAll("input:checked")].map((i) => e.options[Number(i.value)]);
    changed(many ? on : (on[0] ?? null));
  };
  e.options.forEach((o, i) =>
    box.append(el("label.choice",
      el("input", { type: many ? "checkbox" : "radio", name, value: i, checked: initial.has(o.value), onchange: tell, dataset: { optionValue: o.value } }),
      el("span", el("span", textObject(o.text, ctx)), o.description && el("span.choice-more", textObject(o.description, ctx))))));
  return box;
}

function select(e, ctx, changed) {
  const many = e.type.startsWith("multi_");
  const groups = e.option_groups ?? [{ options: e.options ?? entities(e.type, ctx) }];
  const all = groups.flatMap((g) => g.options);
  const initial = new Set((e.initial_options ?? [e.initial_option]).filter(Boolean).map((o) => o.value));
  [e.initial_user, e.initial_channel, e.initial_conversation].filter(Boolean).forEach((id) => initial.add(id));
  let n = 0;
  const one = (o) => el("option", { value: n++, selected: initial.has(o.value) }, emojiOnly(o.text.text));
  const node = el("select.field.select", {
    multiple: many, dataset: data(e, ctx), "aria-label": e.placeholder?.text ?? "Choose",
    onchange: () => {
      const on = [...node.selectedOptions].filter((o) => o.value !== "").map((o) => all[Number(o.value)]).map((o) => (o.entity ? o.value : o));
      changed(many ? on : (on[0] ?? null));
    },
  });
  if (!many) node.append(el("option", { value: "", selected: initial.size === 0 }, e.placeholder?.text ?? "Select an option"));
  for (const g of groups) g.label ? node.append(el("optgroup", { label: g.label.text }, g.options.map(one))) : node.append(...g.options.map(one));
  return node;
}

function entities(type, ctx) {
  const list = type.includes("users") ? ctx.people().map((p) => [p.id, p.realName]) : ctx.channels().map((c) => [c.id, "#" + c.name]);
  return list.map(([value, text]) => ({ value, text: { text }, entity: true }));
}

/** A field to type in, with the app's own suggestions under it. */
function external(e, ctx, changed) {
  const list = el("div.suggest", { role: "listbox", hidden: true });
  const field = el("input.field", {
    type: "text", role: "combobox", "aria-expanded": "false", autocomplete: "off", dataset: data(e, ctx),
    placeholder: e.placeholder?.text ?? "Select an option", value: e.initial_option ? emojiOnly(e.initial_option.text.text) : "",
  });
  let asked = 0;
  const show = (nodes) => {
    list.replaceChildren(...nodes);
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
  };
  const hide = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  };
  const take = (o) => {
    field.value = emojiOnly(o.text.text);
    hide();
    changed(o);
  };
  const ask = async () => {
    const mine = ++asked;
    const min = e.min_query_length ?? 3;
    if (field.value.length < min) return show([el("div.suggest-note", `Type at least ${min} character${min === 1 ? "" : "s"}`)]);
    show([el("div.suggest-note", "Loading…")]);
    const answer = await ctx.suggest(e.action_id, field.value);
    if (mine !== asked) return;
    const options = answer.options ?? [];
    if (!options.length) return show([el("div.suggest-note", answer.error ? "Couldn't load results" : "No results")]);
    show(options.map((o) => el("button.suggest-option", { type: "button", role: "option", dataset: { optionValue: o.value }, onmousedown: (x) => x.preventDefault(), onclick: () => take(o) }, el("span", emojiOnly(o.text.text)), o.description && el("span.choice-more", emojiOnly(o.description.text)))));
  };
  let timer = 0;
  field.addEventListener("input", () => {
    changed(null);
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  });
  field.addEventListener("focus", ask);
  field.addEventListener("blur", () => setTimeout(hide, 150));
  field.addEventListener("keydown", (x) => {
    if (x.key === "Enter") {
      x.preventDefault();
      list.querySelector(".suggest-option")?.click();
    } else if (x.key === "Escape" && !list.hidden) {
      x.stopPropagation();
      hide();
    }
  });
  return el("div.external", field, list);
}
