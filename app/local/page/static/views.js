// Views the app publishes or opens: the Home tab and the stack of modals.

import { act, get } from "./api.js";
import { updateBlocks } from "./blocks.js";
import { h, iconButton, replace } from "./dom.js";
import { dialog } from "./layers.js";
import { appHead } from "./conversation.js";
import { bot, go, where } from "./place.js";
import { forget, surface } from "./surface.js";
import { plain } from "./text.js";

export function drawHome(root, view) {
  const key = `${where().as}:home`;
  if (root.shownKey !== key) {
    root.shownKey = key;
    root.parts = { blocks: h("div", { class: "home-blocks" }) };
    const back = iconButton("back", "Back to the list", () => go({ list: true }), { class: "icon-button back" });
    replace(
      root,
      appHead(bot().name, "home", back),
      h("div", { class: "home", tabindex: 0, role: "region", "aria-label": "Home" }, root.parts.blocks),
    );
  }
  root.querySelector(".home").dataset.empty = view?.blocks?.length ? "" : "The app has not published a Home tab yet.";
  updateBlocks(root.parts.blocks, view?.blocks ?? [], surface("home", { view_id: view?.id ?? "home" }));
}

let shown = null; // the modal on screen: {id, node, blocks, lower, errors, view}

/** Shows the top of the stack; a view that was updated keeps what was typed into fields that stay. */
export function drawModals(views) {
  const view = views.at(-1);
  if (shown && shown.id !== view?.id) {
    shown.lower();
    shown = null;
  }
  if (!view) return;
  if (!shown) open(view);
  shown.view = view;
  shown.depth = views.length;
  draw();
}

const title = (object, otherwise) => plain(object?.text ?? otherwise);

function open(view) {
  const made = {
    id: view.id,
    errors: {},
    head: h("h2", { id: "modal-title" }),
    blocks: h("div", { class: "dialog-body" }),
    foot: h("footer", { class: "dialog-foot" }),
  };
  made.node = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "modal-title" },
    h(
      "form",
      { class: "dialog-form", novalidate: true, onsubmit: submit },
      h("header", { class: "dialog-head" }, made.head, iconButton("close", "Close", close)),
      made.blocks,
      made.foot,
    ),
  );
  made.lower = dialog(made.node, close);
  made.isNew = true;
  shown = made;
}

const surfaceOf = () => surface("modal", { view_id: shown.id }, shown.errors);

function draw() {
  const { view, head, blocks, foot } = shown;
  replace(head, title(view.title, "Untitled"));
  updateBlocks(blocks, view.blocks ?? [], surfaceOf());
  const hasInput = (view.blocks ?? []).some((block) => block.type === "input");
  replace(
    foot,
    h(
      "button",
      { type: "button", class: "button", onclick: close },
      title(view.close, shown.depth > 1 ? "Back" : "Cancel"),
    ),
    (view.submit || hasInput) && h("button", { type: "submit", class: "button primary" }, title(view.submit, "Submit")),
  );
  if (shown.isNew)
    (
      blocks.querySelector("[autofocus]") ??
      blocks.querySelector("input, textarea, .select") ??
      foot.lastElementChild
    ).focus();
  shown.isNew = false;
}

async function submit(event) {
  event.preventDefault();
  const { id } = shown,
    at = surfaceOf();
  const missing = required(shown.view, at);
  if (Object.keys(missing).length) return fail(missing);
  const button = shown.foot.querySelector('[type="submit"]');
  button.disabled = true;
  const answer = await act("submit", { as: where().as, view_id: id, values: at.values }).catch(() => null);
  button.disabled = false;
  if (shown?.id !== id || !answer) return null;
  if (answer.errors && Object.keys(answer.errors).length) return fail(answer.errors);
  forget(at);
  return reread();
}

function fail(errors) {
  shown.errors = errors;
  draw();
  shown.blocks.querySelector(".has-error :is(input, textarea, button)")?.focus();
}

const isEmpty = (value) =>
  !value ||
  !Object.entries(value).some(
    ([name, each]) =>
      name !== "type" && each !== null && each !== undefined && each !== "" && !(Array.isArray(each) && !each.length),
  );

/** Slack's client holds a form back while a required field is empty or an address is malformed. */
function required(view, at) {
  const errors = {};
  (view.blocks ?? []).forEach((block, index) => {
    if (block.type !== "input") return;
    const id = block.block_id ?? String(index),
      value = at.values[id]?.[block.element?.action_id];
    const field = shown.blocks.querySelector(`[data-block="${CSS.escape(id)}"] :is(input, textarea)`);
    if (!block.optional && isEmpty(value)) errors[id] = "Please fill in this field.";
    else if (!isEmpty(value) && field?.validity?.valid === false) errors[id] = field.validationMessage;
  });
  return errors;
}

async function close() {
  const { id } = shown,
    at = surfaceOf();
  await act("close", { as: where().as, view_id: id }).catch(() => {});
  forget(at);
  await reread();
}

async function reread() {
  drawModals((await get("modals", { as: where().as })).views);
}
