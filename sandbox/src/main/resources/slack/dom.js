// Building DOM without HTML strings: text can only ever become text.

/** el("div.card", {onclick, "aria-label": ..}, child, [children], "text", null) */
export function el(spec, ...rest) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const item of rest) add(node, item);
  return node;
}

function add(node, item) {
  if (item === null || item === undefined || item === false) return;
  if (Array.isArray(item)) item.forEach((each) => add(node, each));
  else if (item instanceof Node) node.append(item);
  else if (typeof item === "object") props(node, item);
  else node.append(String(item));
}

function props(node, given) {
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "style") node.style.cssText = value;
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
}

export const $ = (id) => document.getElementById(id);

/**
 * Makes the children of `parent` be `wanted`, a list of {key, print, make}; what prints the same stays the same node, so that an
 * edit elsewhere neither flickers nor takes the focus.
 */
export function reconcile(parent, wanted) {
  const old = parent.kept ?? new Map();
  const now = new Map();
  let at = parent.firstChild;
  for (const { key, print, make } of wanted) {
    const before = old.get(key);
    const entry = before && before.print === print ? before : { print, node: make() };
    if (before && before !== entry) {
      if (at === before.node) at = at.nextSibling;
      before.node.remove();
    }
    now.set(key, entry);
    if (entry.node === at) at = at.nextSibling;
    else parent.insertBefore(entry.node, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
  parent.kept = now;
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  menu: "M3 5h14M3 10h14M3 15h14",
  close: "M5 5l10 10M15 5L5 15",
  back: "M12 4l-6 6 6 6",
  send: "M3 10l14-6-5 14-3-6z",
  reply: "M3 4h14v9H9l-4 3v-3H3z",
  eye: "M2 10c3-5 13-5 16 0-3 5-13 5-16 0zM10 8a2 2 0 100 4 2 2 0 000-4",
  lock: "M5 9h10v8H5zM7 9V6a3 3 0 016 0v3",
  more: "M4 10h.01M10 10h.01M16 10h.01",
  file: "M5 2h7l4 4v12H5zM12 2v4h4",
  warn: "M10 3l8 14H2zM10 8v4M10 14.5h.01",
  caret: "M5 8l5 5 5-5",
  plug: "M7 2v5M13 2v5M5 7h10v3a5 5 0 01-10 0zM10 15v4",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
