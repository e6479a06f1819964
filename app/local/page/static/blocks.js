// Block Kit: a block in, a node out. Each drawer takes the block, the surface it stands on, and its block_id.

import { h, icon, link, picture, reconcile } from "./dom.js";
import { element } from "./elements.js";
import { freshId } from "./layers.js";
import { markdown } from "./markdown.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";
import { card, carousel, container, plan, taskCard } from "./cards.js";
import { plain, textObject } from "./text.js";
import { errorBox, guarded, unknown } from "./unknown.js";

const BLOCKS = {
  section,
  header: (block) => h("h3", { class: "block-header" }, plain(block.text?.text)),
  context: (block, surface, id) =>
    h(
      "div",
      { class: "block-context" },
      (block.elements ?? []).map((each) => contextPart(each, surface, id)),
    ),
  divider: () => h("hr", { class: "block-divider" }),
  actions: (block, surface, block_id) =>
    h(
      "div",
      { class: "block-actions" },
      (block.elements ?? []).map((each) => element(each, { block_id, surface })),
    ),
  context_actions: (block, surface, block_id) =>
    h(
      "div",
      { class: "block-context-actions" },
      (block.elements ?? []).map((each) => element(each, { block_id, surface })),
    ),
  image: (block) =>
    h(
      "figure",
      { class: "block-image" },
      block.title && h("figcaption", {}, plain(block.title.text)),
      picture(block.image_url ?? block.slack_file?.url, block.alt_text, "image-large"),
    ),
  input,
  rich_text: (block) => h("div", { class: "prose" }, richText(block)),
  markdown: (block) => h("div", { class: "prose markdown" }, markdown(block.text)),
  video: (block) =>
    h(
      "div",
      { class: "block-video" },
      icon("play"),
      h(
        "div",
        {},
        link(block.title_url ?? block.video_url, textObject(block.title)),
        block.description && h("small", {}, textObject(block.description)),
      ),
    ),
  file: (block) => h("div", { class: "file" }, icon("file"), h("span", {}, block.external_id ?? "Remote file")),
  call: (block) =>
    h("div", { class: "file" }, icon("info"), link(block.call?.v1?.join_url ?? "", block.call?.v1?.name ?? "Call")),
  alert,
  table,
  data_table: dataTable,
  task_card: taskCard,
  plan,
  card: (block, surface, id) => card(block, surface, id, element),
  carousel: (block, surface, id) => carousel(block, surface, id, element),
  container: (block, surface, id) => container(block, (children) => drawBlocks(children, surface, id)),
};

function draw(block, surface, id) {
  if (!block || !BLOCKS[block.type]) return unknown("block")(block);
  return guarded(BLOCKS[block.type], block, surface, id);
}

const idOf = (block, index, prefix = "") => block?.block_id ?? `${prefix}${index}`;

export function drawBlocks(blocks, surface, prefix = "") {
  if (!Array.isArray(blocks)) return [errorBox("“blocks” is not a list", blocks)];
  return blocks.map((block, index) => draw(block, surface, idOf(block, index, prefix)));
}

/** For views, which are updated while people type: unchanged blocks keep their nodes. */
export function updateBlocks(parent, blocks, surface) {
  const items = blocks.map((block, index) => ({
    id: idOf(block, index),
    index,
    block,
    error: surface.errors[idOf(block, index)],
  }));
  reconcile(
    parent,
    items,
    (item) => item.id,
    (item) => draw(item.block, surface, item.id),
  );
}

function section(block, surface, block_id) {
  const accessory =
    block.accessory && h("div", { class: "block-accessory" }, element(block.accessory, { block_id, surface }));
  const fields =
    block.fields &&
    h(
      "div",
      { class: "block-fields" },
      block.fields.map((each) => h("div", {}, textObject(each))),
    );
  return h(
    "div",
    { class: "block-section" },
    h("div", { class: "prose" }, block.text && h("div", {}, textObject(block.text)), fields),
    accessory,
  );
}

function contextPart(each, surface, block_id) {
  if (each?.type === "image") return element(each, { block_id, surface });
  if (each?.type === "mrkdwn" || each?.type === "plain_text") return h("span", {}, textObject(each));
  return unknown("context element")(each);
}

function input(block, surface, block_id) {
  const labelId = freshId("label"),
    error = surface.errors[block_id];
  const waits = !block.dispatch_action;
  return h(
    "div",
    { class: error ? "block-input has-error" : "block-input", "data-block": block_id },
    h(
      "div",
      { class: "input-label", id: labelId },
      plain(block.label?.text),
      block.optional && h("small", {}, "optional"),
    ),
    element(block.element, { block_id, surface, waits, labelId }),
    error && h("div", { class: "input-error", role: "alert" }, icon("warn"), error),
    block.hint && h("div", { class: "input-hint" }, plain(block.hint.text)),
  );
}

const ALERTS = { warning: "warn", error: "warn", success: "check" };

function alert(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  return h(
    "div",
    { class: `block-alert alert-${level}`, role: "note" },
    icon(ALERTS[level] ?? "info"),
    h("div", {}, textObject(block.text)),
  );
}
