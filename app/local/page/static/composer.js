// Where people write. Enter sends, Shift+Enter breaks the line, `/` completes commands, a dropped text file goes along.

import { act, toast } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { readTextFile } from "./inputs.js";
import { freshId } from "./layers.js";
import { where } from "./place.js";
import { suggestions, toSlackText } from "./writing.js";

const drafts = new Map();

/** A composer for one place; `thread` is null at the top level. */
export function composer({ channel, thread, label }) {
  const draft = `${where().as}:${channel}:${thread ?? ""}`;
  const state = { channel, thread, draft, files: [], sending: false };
  state.field = h("textarea", {
    class: "composer-field",
    rows: 1,
    placeholder: label,
    "aria-label": label,
    "aria-autocomplete": "list",
    value: drafts.get(draft) ?? "",
  });
  state.chips = h("div", { class: "file-names" });
  state.list = suggestionList(state);
  const picker = h("input", {
    type: "file",
    multiple: true,
    hidden: true,
    tabindex: -1,
    "aria-hidden": "true",
    onchange: () => addFiles(state, picker.files),
  });
  const box = h(
    "div",
    { class: "composer" },
    state.list.node,
    state.chips,
    h(
      "div",
      { class: "composer-row" },
      iconButton("clip", "Attach a text file", () => picker.click()),
      state.field,
      iconButton("send", "Send", () => send(state), { class: "icon-button send" }),
    ),
    picker,
  );
  state.field.addEventListener("input", () => typed(state));
  state.field.addEventListener("keydown", (event) => pressed(event, state));
  state.field.addEventListener("blur", () => setTimeout(() => state.list.show([]), 150));
  acceptDrops(box, state);
  requestAnimationFrame(() => grow(state.field));
  return box;
}

function typed(state) {
  drafts.set(state.draft, state.field.value);
  grow(state.field);
  state.list.show(suggestions(state.field.value.slice(0, state.field.selectionStart)));
}

function grow(field) {
  field.style.height = "auto";
  if (field.scrollHeight) field.style.height = `${Math.min(field.scrollHeight, 220)}px`; // 0 while it is not on screen
}

function pressed(event, state) {
  if (event.isComposing || state.list.pressed(event)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(state);
  }
}

async function send(state) {
  const text = state.field.value.trim(),
    files = state.files;
  if (state.sending || (!text && !files.length)) return;
  state.sending = true;
  clear(state, "");
  try {
    await deliver(state, text, files);
  } catch {
    clear(state, text);
    state.files = files;
    showFiles(state);
  } finally {
    state.sending = false;
  }
}

function clear(state, text) {
  state.field.value = text;
  state.files = [];
  drafts.set(state.draft, text);
  showFiles(state);
  state.list.show([]);
  grow(state.field);
}

function deliver({ channel, thread }, text, files) {
  const place = { as: where().as, channel, ...(thread ? { thread_ts: thread } : {}) };
  const command = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
  if (command) return act("slash", { ...place, command: command[1], text: toSlackText(command[2]) });
  return act("say", { ...place, text: toSlackText(text), ...(files.length ? { files } : {}) });
}

async function addFiles(state, list) {
  const read = await Promise.all([...list].map(readTextFile));
  state.files = [...state.files, ...read.filter(Boolean)].slice(0, 10);
  showFiles(state);
  state.field.focus();
}

function showFiles(state) {
  const remove = (file) => () => {
    state.files = state.files.filter((each) => each !== file);
    showFiles(state);
  };
  state.chips.replaceChildren(
    ...state.files.map((file) =>
      h("span", { class: "chip" }, icon("file"), file.name, iconButton("close", `Remove ${file.name}`, remove(file))),
    ),
  );
}

function acceptDrops(box, state) {
  const mark = (on) => box.classList.toggle("is-over", on);
  box.addEventListener("dragover", (event) => (event.preventDefault(), mark(true)));
  box.addEventListener("dragleave", () => mark(false));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files.length)
      addFiles(state, event.dataTransfer.files).catch((error) => toast(error.message, "error"));
  });
}

/** The list above the field; the field keeps the focus and says which entry is meant. */
function suggestionList(state) {
  const node = h("div", {
    class: "suggestions",
    role: "listbox",
    id: freshId("suggest"),
    "aria-label": "Suggestions",
    hidden: true,
  });
  let entries = [],
    at = 0;
  const mark = () =>
    [...node.children].forEach((child, index) => child.setAttribute("aria-selected", String(index === at)));
  const take = (entry) => {
    const field = state.field,
      end = field.selectionStart,
      start = end - entry.typed.length;
    field.setRangeText(entry.insert, start, end, "end");
    typed(state);
    show([]);
    field.focus();
  };
  const show = (found) => {
    entries = found;
    at = 0;
    node.hidden = !found.length;
    node.replaceChildren(
      ...found.map((entry) =>
        h(
          "div",
          { class: "menu-item", role: "option", onpointerdown: (event) => (event.preventDefault(), take(entry)) },
          h("span", { class: "menu-label" }, entry.text, entry.note && h("small", {}, entry.note)),
        ),
      ),
    );
    mark();
  };
  const pressedKey = (event) => {
    if (!entries.length) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      at = (at + (event.key === "ArrowDown" ? 1 : entries.length - 1)) % entries.length;
    else if (event.key === "Escape") (event.stopPropagation(), show([]));
    else if (event.key === "Tab" || (event.key === "Enter" && entries[at].insert.trim() !== entries[at].typed))
      take(entries[at]);
    else return false;
    event.preventDefault();
    mark();
    return true;
  };
  return { node, show, pressed: pressedKey };
}
