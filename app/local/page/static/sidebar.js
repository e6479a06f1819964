// The left side: who one is, the app with its tabs, and the channels.

import { act } from "./api.js";
import { avatar } from "./avatar.js";
import { append, h, icon, replace } from "./dom.js";
import { menu } from "./layers.js";
import { addressOf, appDm, bot, go, isUnread, known, me, now, where } from "./place.js";
import { clockTime, zoneName } from "./times.js";

export function drawSidebar(root) {
  const focused = root.contains(document.activeElement) ? document.activeElement.getAttribute("data-id") : null;
  const channels = known.workspace.conversations
    .filter((each) => each.kind === "channel")
    .sort((one, other) => one.name.localeCompare(other.name));
  replace(
    root,
    switcher(),
    h(
      "div",
      { class: "places", onkeydown: walk },
      title(bot().name),
      appPlaces(),
      title("Channels"),
      channels.map(channelPlace),
    ),
    shortcuts(),
  );
  if (focused) root.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}

const title = (words) => h("h2", { class: "places-title" }, words);

const hereNow = (person) => `${clockTime(now(), person.tz || "UTC")} ${zoneName(now(), person.tz || "UTC")}`;

function switcher() {
  const person = me();
  if (!person) return null;
  const items = known.workspace.people.map((each) => ({
    key: each.id,
    text: each.name,
    note: `${each.role} · ${hereNow(each)} ${city(each.tz)}`,
    lead: avatar(each.id, each.name, { size: "small" }),
  }));
  const open = ({ currentTarget }) =>
    menu(currentTarget, {
      items,
      label: "People",
      search: items.length > 6,
      chosen: new Set([person.id]),
      onpick: ({ key }) => become(key),
    });
  return h(
    "button",
    {
      type: "button",
      class: "switcher",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "data-id": "switcher",
      "aria-label": `You are ${person.name}. Switch person`,
      onclick: open,
    },
    avatar(person.id, person.name),
    h(
      "span",
      { class: "switcher-words" },
      h("strong", {}, person.name),
      h("small", {}, `${person.role} · ${city(person.tz)}`),
    ),
    icon("down"),
  );
}

const city = (tz) => (tz || "UTC").split("/").at(-1).replaceAll("_", " ");

/** The other person's own DM with the app has another id, so only a channel is kept. */
function become(id) {
  const { channel, home } = where(),
    inChannel = known.workspace.conversations.find((each) => each.id === channel)?.kind === "channel";
  go({ as: id, channel: inChannel ? channel : null, home, thread: null });
}

function appPlaces() {
  const dm = appDm(),
    here = where();
  const openDm = async (event) => {
    if (dm) return;
    event.preventDefault();
    const { channel } = await act("open_dm", { as: here.as }).catch(() => ({}));
    if (channel) go({ channel: channel.id ?? channel });
  };
  return [
    place({ id: "home", address: addressOf({ home: true }), current: here.home, lead: icon("home"), name: "Home" }),
    place({
      id: dm?.id ?? "dm",
      address: dm ? addressOf({ channel: dm.id, home: false }) : "#",
      current: !here.home && here.channel === dm?.id,
      unread: dm && isUnread(dm),
      lead: icon("chat"),
      name: "Messages",
      onclick: openDm,
    }),
  ];
}

const channelPlace = (each) =>
  place({
    id: each.id,
    address: addressOf({ channel: each.id, home: false }),
    current: !where().home && where().channel === each.id,
    unread: isUnread(each),
    lead: icon("hash"),
    name: each.name,
  });

function place({ id, address, current, unread, lead, name, onclick }) {
  const marked = unread && !current;
  const node = h(
    "a",
    {
      class: marked ? "place is-unread" : "place",
      href: address,
      "data-id": id,
      "aria-current": current ? "page" : null,
      onclick,
    },
    lead,
    h("span", { class: "place-name" }, name),
  );
  return append(node, [marked && h("span", { class: "unread", role: "img", "aria-label": "new messages" })]);
}

function walk(event) {
  const places = [...event.currentTarget.querySelectorAll(".place")],
    at = places.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: places.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  places.at(to % places.length).focus();
}

function shortcuts() {
  const all = known.workspace.shortcuts.filter((each) => each.kind === "global");
  if (!all.length) return null;
  const run = (each) => () => act("shortcut", { as: where().as, callback_id: each.callback_id }).catch(() => {});
  return h(
    "div",
    { class: "shortcuts" },
    all.map((each) =>
      h(
        "button",
        { type: "button", class: "place", onclick: run(each) },
        icon("bolt"),
        h("span", { class: "place-name" }, each.name),
      ),
    ),
  );
}
