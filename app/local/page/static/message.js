// One message: who, when, what, and what can be done with it.

import { act } from "./api.js";
import { avatar } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { append, h, icon, iconButton, link, webAddress } from "./dom.js";
import { COMMON, drawn, emoji } from "./emoji.js";
import { editor } from "./editor.js";
import { menu } from "./layers.js";
import { markdown } from "./markdown.js";
import { bot, go, known, me, nameOf, where, zone } from "./place.js";
import { surface, tidy } from "./surface.js";
import { mrkdwn } from "./text.js";
import { clockTime, format, fromTs } from "./times.js";

const isApp = (message) => Boolean(message.bot_id) || message.user === bot().user_id;

/** `item` = {message, channel, compact, inThread, status, lastReply}; the whole of it decides whether it is drawn anew. */
export function messageNode(item) {
  const { message, compact } = item,
    app = isApp(message);
  const name = message.username || (app ? bot().name : nameOf(message.user));
  const node = h("article", {
    class: "message",
    "data-ts": message.ts,
    "aria-label": `${name}, ${clockTime(fromTs(message.ts), zone())}`,
  });
  node.classList.toggle("is-compact", Boolean(compact));
  node.classList.toggle("is-streaming", Boolean(message.streaming));
  node.classList.toggle("is-ephemeral", Boolean(message.ephemeral));
  const body = h("div", { class: "message-body" }, content(item));
  if (message.streaming) caret(body);
  const side = compact
    ? h("span", { class: "message-side-time" }, clockTime(fromTs(message.ts), zone()).replace(/\s?[AP]M/, ""))
    : avatar(message.user ?? message.bot_id, name, { app, emoji: message.icons?.emoji ?? message.icon_emoji });
  const head = compact
    ? null
    : h(
        "header",
        { class: "message-head" },
        h("strong", {}, name),
        app && h("span", { class: "badge" }, "app"),
        moment(message),
      );
  return append(node, [
    side,
    h(
      "div",
      { class: "message-main" },
      head,
      notes(message),
      body,
      reactions(item),
      threadLink(item),
      statusLine(item),
    ),
    toolbar(item, node),
  ]);
}

function moment({ ts }) {
  const date = fromTs(ts);
  const full = format(date, zone(), { dateStyle: "full", timeStyle: "long" });
  return h("time", { datetime: date.toISOString(), title: full }, clockTime(date, zone()));
}

function notes(message) {
  if (message.ephemeral) return h("div", { class: "message-note" }, icon("info"), "Only you can see this");
  if (message.subtype === "thread_broadcast")
    return h("div", { class: "message-note" }, icon("reply"), "also sent to the channel");
  return null;
}

function content({ message, channel }) {
  const at = surface("message", { channel, ts: message.ts });
  tidy(at, [message.blocks, message.attachments]);
  const parts = [];
  if (message.blocks?.length) parts.push(...drawBlocks(message.blocks, at));
  else if (message.markdown_text) parts.push(h("div", { class: "prose markdown" }, markdown(message.markdown_text)));
  else if (message.text) parts.push(h("div", { class: "prose" }, mrkdwn(message.text)));
  for (const attachment of message.attachments ?? []) parts.push(attached(attachment, at));
  for (const file of message.files ?? []) parts.push(fileNode(file));
  if (message.edited) parts.push(h("span", { class: "edited" }, "(edited)"));
  return parts;
}

function attached(attachment, at) {
  const inner = attachment.blocks
    ? drawBlocks(attachment.blocks, at)
    : [
        attachment.title && h("strong", {}, mrkdwn(attachment.title)),
        h("div", { class: "prose" }, mrkdwn(attachment.text ?? attachment.fallback ?? "")),
      ];
  return h("div", { class: "attachment" }, inner);
}

function fileNode(file) {
  const name = file.title || file.name || file.id,
    address = webAddress(file.permalink ?? file.url_private ?? "");
  const size =
    file.size === undefined ? "" : file.size < 1024 ? `${file.size} B` : `${Math.round(file.size / 1024)} KB`;
  return h(
    "div",
    { class: "file" },
    icon("file"),
    h("span", {}, address ? link(address, name) : name, size && h("small", {}, size)),
  );
}

const HOLDERS = "p, ul, ol, li, blockquote, div.prose, div.rich-section, div.hanging, div.hanging > span";

/** The caret stands behind the last word, wherever the markdown put it. */
function caret(body) {
  let place = body.lastElementChild?.matches("div.prose") ? body.lastElementChild : body;
  while (place.lastChild instanceof Element && place.lastElementChild.matches(HOLDERS)) place = place.lastElementChild;
  place.append(h("span", { class: "caret", "aria-label": "still writing" }));
}

const react = (item, name) =>
  act("react", { as: where().as, channel: item.channel, ts: item.message.ts, name }).catch(() => {});

function reactions(item) {
  const all = item.message.reactions ?? [];
  if (!all.length) return null;
  return h(
    "div",
    { class: "reactions" },
    all.map(({ name, count, users }) =>
      h(
        "button",
        {
          type: "button",
          class: "reaction",
          title: `${(users ?? []).map(nameOf).join(", ")} · ${name}`,
          "aria-pressed": String(users?.includes(me()?.id) ?? false),
          onclick: () => react(item, name),
        },
        drawn(name),
        h("span", {}, count ?? users?.length ?? 1),
      ),
    ),
  );
}

function threadLink({ message, channel, inThread, lastReply }) {
  if (inThread || !message.reply_count) return null;
  const faces = (message.reply_users ?? [])
    .slice(0, 4)
    .map((id) => avatar(id, nameOf(id), { app: id === bot().user_id, size: "tiny" }));
  return h(
    "button",
    { type: "button", class: "thread-link", onclick: () => go({ channel, thread: message.ts }) },
    faces,
    h("strong", {}, message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`),
    lastReply && h("span", {}, lastReply === "just now" ? lastReply : `last ${lastReply}`),
  );
}

export function statusLine({ status, message, channel }) {
  if (!status && !message.streaming) return null;
  const thread_ts = message.thread_ts ?? message.ts;
  const stop = h(
    "button",
    {
      type: "button",
      class: "button stop",
      onclick: () => act("stop", { as: where().as, channel, thread_ts }).catch(() => {}),
    },
    icon("stop"),
    "Stop",
  );
  return h(
    "div",
    { class: "status", role: "status" },
    h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
    h("span", {}, status || `${bot().name} is writing…`),
    status?.endsWith("answer") ? null : stop,
  );
}

function toolbar(item, node) {
  const { message, channel, inThread } = item,
    own = message.user === me()?.id && !message.bot_id;
  if (message.ephemeral) return null;
  const reactMenu = ({ currentTarget }) =>
    menu(currentTarget, {
      label: "Reaction",
      search: true,
      onpick: ({ key }) => react(item, key),
      items: COMMON.map((name) => ({
        key: name,
        text: name.replaceAll("_", " "),
        lead: emoji(name) && h("span", { class: "emoji" }, emoji(name)),
      })),
    });
  return h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    iconButton("smile", "Add a reaction", reactMenu, { "aria-haspopup": "listbox", "aria-expanded": "false" }),
    !inThread && iconButton("reply", "Reply in thread", () => go({ channel, thread: message.thread_ts ?? message.ts })),
    iconButton("more", "More message actions", ({ currentTarget }) => moreMenu(currentTarget, item, own, node), {
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
    }),
  );
}

function moreMenu(anchor, { message, channel }, own, node) {
  const target = { as: where().as, channel, ts: message.ts };
  const items = known.workspace.shortcuts
    .filter((each) => each.kind === "message")
    .map((each) => ({
      key: each.callback_id,
      text: each.name,
      note: bot().name,
      lead: icon("bolt"),
      run: () => act("shortcut", { ...target, callback_id: each.callback_id }),
    }));
  items.push({
    key: "copy",
    text: "Copy link",
    lead: icon("reply"),
    run: () =>
      navigator.clipboard?.writeText(
        `${location.origin}/page/#as=${target.as}&c=${channel}&t=${message.thread_ts ?? message.ts}`,
      ),
  });
  if (own)
    items.push(
      { key: "edit", text: "Edit message", lead: icon("edit"), run: () => editor(node, message, channel) },
      { key: "delete", text: "Delete message", lead: icon("trash"), danger: true, run: () => act("delete", target) },
    );
  menu(anchor, { items, label: "Message actions", onpick: (item) => Promise.resolve(item.run()).catch(() => {}) });
}
