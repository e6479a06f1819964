// rich_text blocks: sections, lists, quotes and preformatted text made of styled pieces.

import { h, link } from "./dom.js";
import { drawn } from "./emoji.js";
import { now, zone } from "./place.js";
import { channel, mention, withEmoji } from "./text.js";
import { dateTokens, fromTs } from "./times.js";
import { unknown } from "./unknown.js";

const PARTS = {
  rich_text_section: (part) => h("div", { class: "rich-section" }, pieces(part.elements)),
  rich_text_quote: (part) => h("blockquote", {}, pieces(part.elements)),
  rich_text_preformatted: (part) => h("pre", { class: "code" }, pieces(part.elements)),
  rich_text_list: list,
};

export function richText(block) {
  return (block?.elements ?? []).map((part) => (PARTS[part.type] ?? unknown("rich_text part"))(part));
}

function list(part) {
  const ordered = part.style === "ordered";
  const items = part.elements.map((item) => h("li", {}, pieces(item.elements)));
  return h(
    ordered ? "ol" : "ul",
    { class: "rich-list", "data-depth": Math.min(4, part.indent ?? 0), start: ordered ? (part.offset ?? 0) + 1 : null },
    items,
  );
}

const PIECES = {
  text: (piece) => withEmoji(piece.text),
  link: (piece) => link(piece.url, piece.text || piece.url),
  user: (piece) => mention(piece.user_id),
  channel: (piece) => channel(piece.channel_id),
  usergroup: () => h("span", { class: "mention" }, "@group"),
  team: () => h("span", { class: "mention" }, "@team"),
  broadcast: (piece) => h("span", { class: "mention mention-me" }, `@${piece.range}`),
  emoji: (piece) => h("span", { class: "emoji", role: "img", "aria-label": piece.name }, drawn(piece.name)),
  date: (piece) =>
    h("time", { title: piece.fallback ?? "" }, dateTokens(piece.format, fromTs(piece.timestamp), zone(), now())),
  color: (piece) => h("code", {}, piece.value),
};

function pieces(elements) {
  return (elements ?? []).map((piece) =>
    styled((PIECES[piece.type] ?? unknown("rich_text piece"))(piece), piece.style ?? {}),
  );
}

function styled(node, style) {
  if (style.code) node = h("code", {}, node);
  if (style.strike) node = h("del", {}, node);
  if (style.italic) node = h("em", {}, node);
  if (style.underline) node = h("u", {}, node);
  if (style.bold) node = h("strong", {}, node);
  return node;
}
