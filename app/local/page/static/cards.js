// Blocks that frame others: cards, carousels, containers, and the tasks an agent reports.

import { h, icon, link, picture } from "./dom.js";
import { richText } from "./richtext.js";
import { plain, textObject, withEmoji } from "./text.js";

const marked = (object) => textObject(typeof object === "string" ? { type: "mrkdwn", text: object } : object);

export function card(block, surface, block_id, element) {
  const icons = block.icon && picture(block.icon.image_url, block.icon.alt_text, "image-icon");
  const actions =
    block.actions?.length &&
    h(
      "div",
      { class: "block-actions" },
      block.actions.map((each) => element(each, { block_id, surface })),
    );
  return h(
    "article",
    { class: "card" },
    block.hero_image && picture(block.hero_image.image_url, block.hero_image.alt_text, "image-hero"),
    h(
      "div",
      { class: "card-head" },
      icons,
      h(
        "div",
        {},
        block.title && h("strong", {}, marked(block.title)),
        block.subtitle && h("small", {}, marked(block.subtitle)),
      ),
    ),
    block.body && h("div", { class: "card-body" }, marked(block.body)),
    actions,
  );
}

export function carousel(block, surface, block_id, element) {
  return h(
    "div",
    { class: "carousel", role: "list", tabindex: 0, "aria-label": "Cards" },
    (block.elements ?? []).map((each, index) =>
      h("div", { role: "listitem" }, card(each, surface, each.block_id ?? `${block_id}:${index}`, element)),
    ),
  );
}

export function container(block, drawChildren) {
  const title = block.rich_text_title ? richText(block.rich_text_title) : plain(block.title?.text);
  const head = [
    block.icon && picture(block.icon.image_url, block.icon.alt_text, "image-icon"),
    h("strong", {}, title),
    block.subtitle && h("small", {}, textObject(block.subtitle)),
  ];
  const inside = h("div", { class: "container-body" }, drawChildren(block.child_blocks ?? []));
  if (!block.is_collapsible)
    return h(
      "div",
      { class: `container ${block.has_header_divider ? "divided" : ""}` },
      h("div", { class: "container-head" }, head),
      inside,
    );
  return h(
    "details",
    { class: "container", open: !block.default_collapsed },
    h("summary", { class: "container-head" }, head, icon("down")),
    inside,
  );
}

const STATES = { pending: "waiting", in_progress: "in progress", complete: "done", error: "failed" };

export function taskCard(task) {
  const state = STATES[task.status] ? task.status : "pending";
  const more = [part(task.details), part(task.output), sources(task.sources)].filter(Boolean);
  const head = [
    h(
      "span",
      { class: "task-dot", role: "img", "aria-label": STATES[state] },
      state === "complete" ? icon("check") : state === "error" ? icon("close") : null,
    ),
    h("span", { class: "task-title" }, withEmoji(task.title ?? "")),
  ];
  if (!more.length) return h("div", { class: `task task-${state}` }, h("div", { class: "task-head" }, head));
  return h(
    "details",
    { class: `task task-${state}`, open: state === "in_progress" || state === "error" },
    h("summary", { class: "task-head" }, head, icon("down")),
    h("div", { class: "task-more" }, more),
  );
}

function part(value) {
  if (!value) return null;
  return h("div", { class: "prose" }, typeof value === "string" ? withEmoji(value) : richText(value));
}

const sources = (list) =>
  list?.length
    ? h(
        "div",
        { class: "task-sources" },
        list.map((each) => link(each.url, each.text ?? each.url)),
      )
    : null;

export function plan(block) {
  const tasks = block.tasks ?? [],
    done = tasks.filter((task) => task.status === "complete").length;
  return h(
    "section",
    { class: "plan" },
    h(
      "div",
      { class: "plan-head" },
      h("strong", {}, withEmoji(typeof block.title === "string" ? block.title : (block.title?.text ?? "Plan"))),
      tasks.length > 0 && h("small", {}, `${done} of ${tasks.length}`),
    ),
    tasks.map(taskCard),
  );
}
