// A channel or the app's DM in the middle, a thread in the side pane: both are a list of messages and a composer.

import { act } from "./api.js";
import { composer } from "./composer.js";
import { h, icon, iconButton, reconcile, replace } from "./dom.js";
import { messageNode, statusLine } from "./message.js";
import { addressOf, bot, conversation, go, markRead, nameOf, now, where, zone } from "./place.js";
import { ago, dayKey, dayName, fromTs } from "./times.js";

const NEAR = 5 * 60; // seconds within which one author's messages share a head

/** What the status of a session reads like; null when there is nothing to wait for. */
function statusWords(raw) {
  if (!raw || raw === "active" || raw === "closed") return null;
  if (raw === "processing") return `${bot().name} is working…`;
  if (raw === "suspended") return `${bot().name} waits for an answer`;
  return raw.startsWith(bot().name) ? raw : `${bot().name} ${raw}`;
}

function itemsOf(messages, { channel, inThread, statuses }) {
  const items = [],
    byThread = new Map((statuses ?? []).map((each) => [each.thread_ts, statusWords(each.status)]));
  const today = dayKey(now(), zone());
  let before = null;
  for (const message of messages) {
    const day = dayKey(fromTs(message.ts), zone());
    const isNewDay = !before || dayKey(fromTs(before.ts), zone()) !== day;
    if (isNewDay) items.push({ day: dayName(fromTs(message.ts), zone(), now()), key: `day-${day}` });
    const status = inThread ? null : (byThread.get(message.ts) ?? null);
    items.push({
      key: message.ts,
      message,
      channel,
      inThread,
      status,
      zone: zone(),
      as: where().as,
      compact: !isNewDay && follows(before, message),
      today,
      lastReply: message.latest_reply ? ago(fromTs(message.latest_reply), now()) : null,
    });
    before = message;
  }
  return items;
}

function follows(before, message) {
  const author = (each) => `${each.user ?? ""}/${each.bot_id ?? ""}/${each.username ?? ""}`;
  return (
    author(before) === author(message) &&
    message.ts - before.ts < NEAR &&
    !before.reply_count &&
    !message.ephemeral &&
    !before.ephemeral
  );
}

function drawItem(item) {
  if (item.day) return h("div", { class: "day", role: "separator" }, h("span", {}, item.day));
  return messageNode(item);
}

/** A scrolling list that stays at its end, also when its size changes, unless the person scrolled up. */
function messageList(label) {
  const list = h("div", { class: "messages", role: "log", "aria-label": label, tabindex: 0 });
  list.stays = true;
  list.toEnd = () => list.stays && (list.scrollTop = list.scrollHeight);
  list.addEventListener("scroll", () => (list.stays = list.scrollHeight - list.scrollTop - list.clientHeight < 60));
  new ResizeObserver(list.toEnd).observe(list);
  return list;
}

function fill(list, messages, context) {
  const { stays } = list;
  reconcile(list, itemsOf(messages, context), (item) => item.key, drawItem);
  list.stays = stays;
  list.toEnd();
}

function frame(root, key, build) {
  if (root.shownKey === key) return root.parts;
  root.shownKey = key;
  root.parts = {};
  replace(root, build(root.parts));
  return root.parts;
}

export function drawConversation(root, id, history) {
  const each = conversation(id),
    isDm = each?.kind === "im",
    name = isDm ? bot().name : (each?.name ?? id);
  const parts = frame(root, `${where().as}:${id}`, (made) => {
    made.list = messageList(`Messages in ${name}`);
    made.prompts = h("div", { class: "prompts" });
    return [
      mainHead(each, name),
      made.list,
      made.prompts,
      composer({ channel: id, thread: null, label: isDm ? `Message ${name}` : `Message #${name}` }),
    ];
  });
  fill(parts.list, history.messages, { channel: id, inThread: false, statuses: history.statuses });
  parts.list.dataset.empty = history.messages.length
    ? ""
    : isDm
      ? `This is the start of your conversation with ${name}.`
      : `Nothing was said in #${name} yet.`;
  drawPrompts(parts.prompts, id, history.suggested_prompts);
  markRead(id, each?.latest_ts ?? history.messages.at(-1)?.ts);
}

function mainHead(each, name) {
  const back = iconButton("back", "Back to the list", () => go({ list: true }), { class: "icon-button back" });
  if (each?.kind === "im") return appHead(name, "messages", back);
  const members = each?.members ?? [];
  return h(
    "header",
    { class: "head" },
    back,
    h("h1", {}, icon("hash"), name),
    h(
      "span",
      { class: "head-note", title: members.map(nameOf).join(", ") },
      members.length === 1 ? "1 member" : `${members.length} members`,
    ),
  );
}

/** The app's head with its two tabs. */
export function appHead(name, current, back) {
  const dm = where().channel;
  const tab = (label, key, address) =>
    h("a", { class: "tab", href: address, role: "tab", "aria-selected": String(current === key) }, label);
  return h(
    "header",
    { class: "head head-app" },
    back,
    h("h1", {}, icon("app"), name),
    h(
      "div",
      { class: "tabs", role: "tablist" },
      tab("Home", "home", addressOf({ home: true })),
      tab("Messages", "messages", addressOf({ home: false, channel: appDmId(dm) })),
    ),
  );
}

let dmId = null;
const appDmId = (shown) => dmId ?? shown;
export const rememberDm = (id) => (dmId = id);

function drawPrompts(node, channel, prompts) {
  const say = (prompt) => act("say", { as: where().as, channel, text: prompt.message }).catch(() => {});
  replace(
    node,
    prompts?.prompts?.length
      ? [
          prompts.title && h("span", {}, prompts.title),
          prompts.prompts.map((prompt) =>
            h(
              "button",
              { type: "button", class: "prompt", title: prompt.message, onclick: () => say(prompt) },
              prompt.title,
            ),
          ),
        ]
      : [],
  );
}

export function drawThread(root, { channel, thread }, replies) {
  const parts = frame(root, `${where().as}:${channel}:${thread}`, (made) => {
    made.title = h("h2");
    made.list = messageList("Thread");
    made.status = h("div", { class: "pane-status" });
    const close = () => go({ channel, thread: null });
    return [
      h(
        "header",
        { class: "head" },
        iconButton("back", "Back to the messages", close, { class: "icon-button back" }),
        h("div", { class: "pane-title" }, made.title, h("small", {}, placeName(channel))),
        iconButton("close", "Close the thread", close, { class: "icon-button shut" }),
      ),
      made.list,
      made.status,
      composer({ channel, thread, label: "Reply…" }),
    ];
  });
  replace(parts.title, replies.title || "Thread");
  fill(parts.list, replies.messages, { channel, inThread: true, statuses: [] });
  const status = statusWords(replies.statuses?.find((each) => each.thread_ts === thread)?.status);
  replace(
    parts.status,
    status && !replies.messages.some((each) => each.streaming)
      ? statusLine({ status, channel, message: { ts: thread } })
      : null,
  );
}

function placeName(id) {
  const each = conversation(id);
  return each?.kind === "im" ? bot().name : `#${each?.name ?? id}`;
}
