// Standard markdown, as in `markdown` blocks and streamed text. Slack's own `<…>` tokens work inside it, as there.

import { append, h, link } from "./dom.js";
import { decode, token, withEmoji } from "./text.js";

const ITEM = /^(\s*)([-*+•]|\d+[.)])\s+(.*)$/;

export function markdown(text) {
  return blocks(
    String(text ?? "")
      .replace(/\r/g, "")
      .split("\n"),
  );
}

function blocks(all) {
  const nodes = [];
  for (let at = 0; at < all.length;) {
    const reader = READERS.find(([starts]) => starts(all[at], all[at + 1]));
    const [node, next] = reader ? reader[1](all, at) : paragraph(all, at);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

const READERS = [
  [(line) => !line.trim(), (all, at) => [null, at + 1]],
  [(line) => /^\s*```/.test(line), fence],
  [(line) => /^#{1,6}\s/.test(line), heading],
  [(line) => /^\s*([-*_])(\s*\1){2,}\s*$/.test(line), (all, at) => [h("hr"), at + 1]],
  [(line) => /^\s*(>|&gt;)/.test(line), quote],
  [(line, next) => line.includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(next ?? ""), table],
  [(line) => ITEM.test(line), list],
];

const startsBlock = (line, next) => READERS.some(([starts]) => starts(line, next));

function fence(all, at) {
  let end = at + 1;
  while (end < all.length && !/^\s*```\s*$/.test(all[end])) end++;
  return [h("pre", { class: "code" }, decode(all.slice(at + 1, end).join("\n"))), end + 1];
}

function heading(all, at) {
  const [, marks, words] = /^(#{1,6})\s+(.*?)\s*#*$/.exec(all[at]) ?? [null, "#", all[at]];
  return [h(`h${Math.min(6, marks.length + 2)}`, { class: `md-h${marks.length}` }, inline(words)), at + 1];
}

function quote(all, at) {
  let end = at;
  while (end < all.length && /^\s*(>|&gt;)/.test(all[end])) end++;
  const inside = all.slice(at, end).map((line) => line.replace(/^\s*(>|&gt;)\s?/, ""));
  return [h("blockquote", {}, blocks(inside)), end];
}

function paragraph(all, at) {
  let end = at + 1;
  while (end < all.length && !startsBlock(all[end], all[end + 1])) end++;
  return [h("p", {}, inline(all.slice(at, end).join("\n"))), end];
}

function list(all, at) {
  const [, indent, mark] = ITEM.exec(all[at]);
  const ordered = /\d/.test(mark);
  const node = h(ordered ? "ol" : "ul", ordered ? { start: parseInt(mark, 10) } : {});
  let end = at;
  while (end < all.length) {
    const item = ITEM.exec(all[end]);
    if (!item || item[1].length < indent.length || /\d/.test(item[2]) !== ordered) break;
    const inner = [];
    for (end++; end < all.length && belongs(all, end, indent.length); end++)
      inner.push(all[end].slice(Math.min(indent.length + 2, leading(all[end]))));
    node.append(listItem(item[3], inner));
  }
  return [node, end];
}

const leading = (line) => line.length - line.trimStart().length;

function belongs(all, at, indent) {
  if (!all[at].trim()) return at + 1 < all.length && leading(all[at + 1]) > indent;
  return leading(all[at]) > indent;
}

function listItem(words, inner) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(words);
  const node = h("li", task ? { class: "todo" } : {});
  if (task)
    node.append(
      h("input", {
        type: "checkbox",
        disabled: true,
        checked: task[1] !== " ",
        "aria-label": task[1] === " " ? "open" : "done",
      }),
    );
  return append(node, [inline(task ? task[2] : words), blocks(inner)]);
}

function table(all, at) {
  const cells = (line) =>
    line
      .trim()
      .replace(/^\||\|$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replace(/\\\|/g, "|"));
  const sides = cells(all[at + 1]).map((cell) => (/^:.*:$/.test(cell) ? "center" : /:$/.test(cell) ? "right" : "left"));
  let end = at + 2;
  while (end < all.length && all[end].includes("|")) end++;
  const row = (line, tag) =>
    h(
      "tr",
      {},
      cells(line).map((cell, index) => h(tag, { "data-align": sides[index] ?? "left" }, inline(cell))),
    );
  const body = all.slice(at + 2, end).map((line) => row(line, "td"));
  return [
    h("div", { class: "table-frame" }, h("table", {}, h("thead", {}, row(all[at], "th")), h("tbody", {}, body))),
    end,
  ];
}

const NEXT = new RegExp(
  [
    /\\([\\`*_{}[\]()#+.!|~>-])/, // 1: escaped mark
    /`([^`]+)`/, // 2: code
    /!?\[([^\]\n]+)\]\(\s*([^\s)]+)[^)]*\)/, // 3, 4: link
    /<([^<>\n]+)>/, // 5: Slack token or autolink
    /\*\*(?=\S)([\s\S]*?\S)\*\*/, // 6: strong
    /(?<![\p{L}\p{N}_])__(?=\S)([\s\S]*?\S)__(?![\p{L}\p{N}])/, // 7: strong
    /~~(?=\S)([\s\S]*?\S)~~/, // 8: struck
    /(?<![\p{L}\p{N}*])\*(?=[^\s*])([\s\S]*?[^\s*])\*(?!\*)/, // 9: emphasis
    /(?<![\p{L}\p{N}_])_(?=[^\s_])([\s\S]*?[^\s_])_(?![\p{L}\p{N}_])/, // 10: emphasis
    /(https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"])/, // 11: bare address
  ]
    .map((each) => each.source)
    .join("|"),
  "u",
);

function inline(text) {
  const nodes = [];
  let rest = text;
  for (let found = NEXT.exec(rest); found; found = NEXT.exec(rest)) {
    if (found.index) nodes.push(...withEmoji(decode(rest.slice(0, found.index))));
    nodes.push(piece(found));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) nodes.push(...withEmoji(decode(rest)));
  return nodes;
}

function piece(found) {
  if (found[1]) return document.createTextNode(found[1]);
  if (found[2]) return h("code", {}, decode(found[2]));
  if (found[3]) return link(decode(found[4]), inline(found[3]));
  if (found[5]) return token(found[5]);
  if (found[11]) return link(decode(found[11]), decode(found[11]));
  const strong = found[6] ?? found[7];
  if (strong) return h("strong", {}, inline(strong));
  if (found[8]) return h("del", {}, inline(found[8]));
  return h("em", {}, inline(found[9] ?? found[10]));
}
