// What lies above the page: menus and dialogs. Esc closes the topmost; focus returns to where it came from.

import { append, h, icon } from "./dom.js";

const open = [];

export const isAnythingOpen = () => open.length > 0;

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !open.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open.at(-1).close();
  },
  true,
);

document.addEventListener(
  "pointerdown",
  (event) => {
    const top = open.at(-1);
    if (top?.light && !top.node.contains(event.target) && !top.anchor?.contains(event.target)) top.close();
  },
  true,
);

function raise(layer) {
  open.push(layer);
  return () => {
    const at = open.indexOf(layer);
    if (at < 0) return false;
    open.splice(at, 1);
    layer.node.remove();
    layer.back?.focus?.({ preventScroll: true });
    return true;
  };
}

/** A card next to its anchor that a click elsewhere or Esc closes. Returns what closes it. */
function popover(anchor, node, onclose) {
  const layer = { node, anchor, light: true, back: anchor };
  (anchor.closest("dialog") ?? document.getElementById("layers")).append(node);
  place(anchor, node);
  const lower = raise(layer);
  const pressed = anchor.getAttribute("aria-expanded") !== null;
  if (pressed) anchor.setAttribute("aria-expanded", "true");
  layer.close = () => {
    if (pressed) anchor.setAttribute("aria-expanded", "false");
    if (lower()) onclose?.();
  };
  return layer.close;
}

function place(anchor, node) {
  const from = anchor.getBoundingClientRect(),
    gap = 4,
    edge = 8;
  node.style.minWidth = `${Math.min(from.width, 420)}px`;
  const size = node.getBoundingClientRect();
  const below = innerHeight - from.bottom - gap - edge,
    above = from.top - gap - edge;
  const up = size.height > below && above > below;
  node.style.maxHeight = `${Math.min(up ? above : below, 420)}px`;
  node.style.left = `${Math.max(edge, Math.min(from.left, innerWidth - size.width - edge))}px`;
  if (up) node.style.bottom = `${innerHeight - from.top + gap}px`;
  else node.style.top = `${from.bottom + gap}px`;
}

/** A modal dialog; `close` only leaves the screen, telling anybody is the caller's `onEscape`. */
export function dialog(node, onEscape) {
  const layer = { node, close: onEscape, back: document.activeElement };
  document.getElementById("layers").append(node);
  node.addEventListener("cancel", (event) => event.preventDefault());
  node.showModal();
  return raise(layer);
}

let count = 0;
export const freshId = (prefix) => `${prefix}-${++count}`;

/** Asks yes or no; resolves to true or false. */
export function confirmed({ title, text, confirm, deny, danger }) {
  return new Promise((resolve) => {
    const answer = (yes) => () => {
      lower();
      resolve(yes);
    };
    const id = freshId("confirm");
    const yes = h(
      "button",
      { type: "button", class: `button ${danger ? "danger" : "primary"}`, onclick: answer(true) },
      confirm,
    );
    const box = h(
      "dialog",
      { class: "dialog small", "aria-labelledby": id },
      h("header", { class: "dialog-head" }, h("h2", { id }, title)),
      h("div", { class: "dialog-body" }, text),
      h(
        "footer",
        { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: answer(false) }, deny),
        yes,
      ),
    );
    const lower = dialog(box, answer(false));
    yes.focus();
  });
}

/**
 * A list to choose from. `items`: [{key, label, text, note?, group?, lead?}]; `search` is true for a filter over them or an
 * async function from the query to items; `chosen` marks keys; with `many` it stays open.
 */
export function menu(anchor, { items, label, search, chosen = new Set(), many = false, onpick, onclose }) {
  const list = h("div", {
    class: "menu-list",
    role: "listbox",
    "aria-label": label,
    "aria-multiselectable": many || null,
    tabindex: -1,
  });
  const field = search
    ? h("input", { class: "menu-search", type: "text", placeholder: "Search", "aria-label": `Search ${label}` })
    : null;
  const card = h("div", { class: "menu" }, field, list);
  const pick = (item) => {
    if (!many) close();
    onpick(item);
    if (many) show(items);
  };
  const show = (shown) => fill(list, shown, chosen, pick);
  show(items);
  const close = popover(anchor, card, onclose);
  field?.addEventListener("input", async () => {
    const query = field.value;
    const found = typeof search === "function" ? await search(query) : items.filter((item) => matches(item, query));
    if (query === field.value) show((items = typeof search === "function" ? found : items) && found);
  });
  card.addEventListener("keydown", (event) => walk(event, list, field));
  (field ?? list.querySelector('[aria-selected="true"]') ?? list.firstElementChild ?? list).focus();
  return close;
}

const matches = (item, query) => item.text.toLowerCase().includes(query.trim().toLowerCase());

function fill(list, items, chosen, pick) {
  list.textContent = "";
  let group = null;
  for (const item of items) {
    if (item.group && item.group !== group)
      list.append(h("div", { class: "menu-group", role: "presentation" }, (group = item.group)));
    list.append(option(item, chosen.has(item.key), pick));
  }
  if (!items.length)
    list.append(
      h(
        "div",
        { class: "menu-empty" },
        list.parentElement?.querySelector(".menu-search")?.value ? "Nothing found" : "Type to search",
      ),
    );
}

function option(item, isChosen, pick) {
  const node = h(
    "button",
    {
      type: "button",
      class: "menu-item",
      role: "option",
      "aria-selected": String(isChosen),
      "data-key": item.key,
      onclick: () => pick(item),
    },
    item.lead,
  );
  append(node, [
    h("span", { class: "menu-label" }, item.label ?? item.text, item.note && h("small", {}, item.note)),
    isChosen && icon("check"),
  ]);
  if (item.danger) node.classList.add("menu-danger");
  return node;
}

function walk(event, list, field) {
  const options = [...list.querySelectorAll(".menu-item")],
    at = options.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }[event.key];
  if (event.key === "Enter" && document.activeElement === field && options.length) {
    event.preventDefault();
    options[0].click();
  } else if (event.key === "Tab") {
    event.preventDefault();
  } else if (to !== undefined && !(document.activeElement === field && ["Home", "End"].includes(event.key))) {
    event.preventDefault();
    (to < 0 ? (field ?? options.at(-1)) : options[to % options.length])?.focus();
  }
}
