// Select menus: static, external, people, conversations and channels; one choice or many.

import { act } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { menu } from "./layers.js";
import { bot, known, where } from "./place.js";
import { change, keep, valueAt } from "./surface.js";
import { decode, textObject } from "./text.js";

const fromOption = (option, group) => ({
  key: option.value,
  text: decode(option.text.text),
  label: textObject(option.text),
  note: option.description?.text,
  group,
  raw: option,
});

function fromOptions({ options, option_groups: groups }) {
  if (groups)
    return groups.flatMap((group) => group.options.map((option) => fromOption(option, decode(group.label.text))));
  return (options ?? []).map((option) => fromOption(option));
}

const people = () =>
  [...known.workspace.people, { id: bot().user_id, name: bot().name, role: "app" }].map(({ id, name, role }) => ({
    key: id,
    text: name,
    note: role,
    raw: id,
  }));

const conversations = (kind) => () =>
  known.workspace.conversations
    .filter((each) => !kind || each.kind === kind)
    .map((each) => ({ key: each.id, text: each.kind === "channel" ? `#${each.name}` : bot().name, raw: each.id }));

async function external(at, query) {
  if (query.length < (at.element.min_query_length ?? 3)) return []; // Slack's own default
  const answer = await act("options", {
    as: where().as,
    ...at.surface.target,
    block_id: at.block_id,
    action_id: at.element.action_id,
    query,
  });
  return fromOptions(answer);
}

// What a kind of select is called in Slack's payloads, and where its items come from.
const KINDS = {
  static: { field: "option", items: (at) => fromOptions(at.element), shown: fromOption },
  external: { field: "option", find: external, shown: fromOption },
  users: {
    field: "user",
    items: people,
    shown: (raw) => people().find((item) => item.key === raw) ?? { key: raw, text: raw, raw },
  },
  conversations: {
    field: "conversation",
    items: conversations(),
    shown: (raw) => conversations()().find((item) => item.key === raw) ?? { key: raw, text: raw, raw },
  },
  channels: {
    field: "channel",
    items: conversations("channel"),
    shown: (raw) => conversations("channel")().find((item) => item.key === raw) ?? { key: raw, text: raw, raw },
  },
};

export const SELECTS = Object.fromEntries(
  Object.entries(KINDS).flatMap(([name, kind]) => [
    [`${name}_select`, (at) => one(at, kind)],
    [`multi_${name}_select`, (at) => many(at, kind)],
  ]),
);

const SEARCH_FROM = 8; // items; fewer are seen at a glance

async function choices(at, kind) {
  return kind.find ? kind.find(at, "") : kind.items(at);
}

const placeholder = (at, words) => decode(at.element.placeholder?.text ?? words);

async function openMenu(at, kind, anchor, options) {
  const items = await choices(at, kind).catch(() => null);
  if (!items) return;
  const search = kind.find ? (query) => kind.find(at, query).catch(() => []) : items.length > SEARCH_FROM;
  menu(anchor, { items, search, label: placeholder(at, "Choose"), ...options });
}

function one(at, kind) {
  const field = `selected_${kind.field}`;
  const label = h("span", { class: "select-label" });
  const show = (raw) => {
    label.replaceChildren(raw ? decode(kind.shown(raw).text) : placeholder(at, "Choose"));
    label.classList.toggle("is-empty", !raw);
  };
  const onpick = async ({ raw }) => {
    const before = valueAt(at)[field];
    show(raw);
    await change(at, { [field]: raw }).catch(() => {
      keep(at, { [field]: before });
      show(before);
    });
  };
  const opened = ({ currentTarget }) =>
    openMenu(at, kind, currentTarget, { chosen: new Set([keyOf(valueAt(at)[field])]), onpick });
  show(valueAt(at, { [field]: at.element[`initial_${kind.field}`] ?? null })[field]);
  return h(
    "button",
    {
      type: "button",
      class: "select",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-describedby": at.labelId,
      "data-action": at.element.action_id,
      onclick: opened,
    },
    label,
    icon("down"),
  );
}

const keyOf = (raw) => raw?.value ?? raw;

function many(at, kind) {
  const field = `selected_${kind.field}s`,
    most = at.element.max_selected_items ?? Infinity;
  valueAt(at, { [field]: at.element[`initial_${kind.field}s`] ?? [] });
  const chips = h("span", { class: "chips" });
  const chosen = new Set();
  const update = (next, tell = true) => {
    chosen.clear();
    next.forEach((raw) => chosen.add(keyOf(raw)));
    chips.replaceChildren(
      ...next.map((raw) =>
        h(
          "span",
          { class: "chip" },
          kind.shown(raw).text,
          iconButton("close", `Remove ${kind.shown(raw).text}`, () =>
            update(next.filter((each) => keyOf(each) !== keyOf(raw))),
          ),
        ),
      ),
    );
    if (tell) change(at, { [field]: next }).catch(() => {});
  };
  const onpick = ({ raw, key }) => {
    const now = valueAt(at)[field];
    if (chosen.has(key)) update(now.filter((each) => keyOf(each) !== key));
    else if (now.length < most) update([...now, raw]);
  };
  const opened = ({ currentTarget }) => openMenu(at, kind, currentTarget, { chosen, many: true, onpick });
  update(valueAt(at)[field], false);
  return h(
    "div",
    { class: "multi" },
    chips,
    h(
      "button",
      {
        type: "button",
        class: "select",
        "aria-haspopup": "listbox",
        "aria-expanded": "false",
        "aria-describedby": at.labelId,
        onclick: opened,
      },
      h("span", { class: "select-label is-empty" }, placeholder(at, "Choose")),
      icon("down"),
    ),
  );
}
