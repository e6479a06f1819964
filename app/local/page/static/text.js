// Slack's mrkdwn: what stands in `text` and in mrkdwn objects. Becomes nodes; a `<…>` token means the same in markdown.

import { append, h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { bot, conversation, go, me, nameOf, now, zone } from "./place.js";
import { dateTokens, fromTs } from "./times.js";

export const decode = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

export const encode = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** Plain text with line breaks and, where the object allows it, emoji. */
export function plain(text) {
  return withEmoji(decode(text ?? ""));
}

/** A text object, or a bare string, as nodes. */
export function textObject(object) {
  if (object === null || object === undefined) return [];
  if (typeof object === "string") return mrkdwn(object);
  return object.type === "mrkdwn" ? mrkdwn(object.text) : plain(object.text);
}

export function mrkdwn(text) {
  const pieces = String(text ?? "").split(/```\n?([\s\S]*?)\n?```/);
  return pieces.map((piece, index) => (index % 2 ? h("pre", { class: "code" }, decode(piece)) : lines(piece)));
}

const BULLET = /^(\s*)([•◦▪-]|\d+\.)\s+(.*)$/;

function lines(text) {
  const nodes = [];
  let quote = null;
  const all = text.replace(/^\n|\n$/g, "").split("\n");
  all.forEach((line, index) => {
    const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if (quoted) {
      if (!quote) nodes.push((quote = h("blockquote")));
      else quote.append(h("br"));
      append(quote, inline(quoted[1]));
      return;
    }
    quote = null;
    const item = BULLET.exec(line);
    if (item)
      nodes.push(
        h(
          "div",
          { class: "hanging", "data-depth": Math.min(3, item[1].length >> 1) },
          h("span", {}, item[2]),
          h("span", {}, inline(item[3])),
        ),
      );
    else nodes.push(...inline(line), index < all.length - 1 && !BULLET.test(all[index + 1]) ? h("br") : "");
  });
  return nodes;
}

const STYLES = { "*": "strong", _: "em", "~": "del" };
const NEXT = /<([^<>\n]+)>|`([^`\n]+)`|(?<![\p{L}\p{N}*_~])([*_~])(?=\S)((?:(?!\3)[^\n])*?\S)\3(?![\p{L}\p{N}])/u;

function inline(text) {
  const nodes = [];
  let rest = text;
  for (let found = NEXT.exec(rest); found; found = NEXT.exec(rest)) {
    if (found.index) nodes.push(...plain(rest.slice(0, found.index)));
    if (found[1]) nodes.push(token(found[1]));
    else if (found[2]) nodes.push(h("code", {}, decode(found[2])));
    else nodes.push(h(STYLES[found[3]], {}, inline(found[4])));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) nodes.push(...plain(rest));
  return nodes;
}

/** One `<…>` token: a mention, a channel, a date, a broadcast or a link. */
export function token(body) {
  const [target, label] = split(body, "|");
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channel(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || "@group");
  if (target.startsWith("!")) return h("span", { class: "mention mention-me" }, `@${target.slice(1)}`);
  const address = decode(target);
  if (address.startsWith("mailto:")) return h("span", {}, decode(label || address.slice(7)));
  if (!address.includes(":")) return document.createTextNode(`<${decode(body)}>`); // not a token: somebody wrote a tag
  return link(address, label ? plain(label) : address);
}

export function mention(id, label) {
  const name = nameOf(id) === id ? label || id : nameOf(id);
  const mine = id === me()?.id;
  return h(
    "span",
    { class: mine ? "mention mention-me" : "mention", title: id === bot().user_id ? "App" : null },
    `@${name}`,
  );
}

export function channel(id, label) {
  const name = conversation(id)?.name ?? label ?? id;
  if (!conversation(id)) return h("span", { class: "mention" }, `#${name}`);
  return h("button", { type: "button", class: "mention", onclick: () => go({ channel: id }) }, `#${name}`);
}

function date(target, fallback) {
  const [, seconds, template, address] = target.split("^");
  const moment = fromTs(seconds);
  if (Number.isNaN(moment.getTime()) || !template) return document.createTextNode(fallback ?? "");
  const shown = h(
    "time",
    { datetime: moment.toISOString(), title: fallback ?? "" },
    dateTokens(decode(template), moment, zone(), now()),
  );
  return address ? link(decode(address), shown) : shown;
}

function split(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Text with `:names:` drawn and line breaks kept; expects decoded text. */
export function withEmoji(text) {
  const nodes = [];
  text.split("\n").forEach((line, index) => {
    if (index) nodes.push(h("br"));
    for (const piece of line.split(/(:[a-z0-9_+-]+(?:::skin-tone-\d)?:)/)) {
      const drawn = /^:.+:$/.test(piece) ? emoji(piece.slice(1, -1)) : null;
      nodes.push(
        drawn
          ? h("span", { class: "emoji", role: "img", "aria-label": piece.slice(1, -1) }, drawn)
          : document.createTextNode(piece),
      );
    }
  });
  return nodes;
}
