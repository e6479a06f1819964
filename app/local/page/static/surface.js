// A surface is what blocks stand on: a message, the Home tab or a modal. It keeps what people filled in between redraws.

import { act } from "./api.js";
import { confirmed } from "./layers.js";
import { where } from "./place.js";
import { decode, textObject } from "./text.js";

const filled = new Map(); // surface key → {block_id: {action_id: value}}

/** `target` is {channel, ts} or {view_id}: what a click names. */
export function surface(kind, target, errors = {}) {
  const key = `${where().as}:${target.view_id ?? `${target.channel}:${target.ts}`}`;
  if (!filled.has(key)) filled.set(key, {});
  return { kind, target, errors, key, values: filled.get(key) };
}

export const forget = (each) => filled.delete(each.key);

/** Forgets what was chosen on blocks that are gone: one that comes back is as the app made it. */
export function tidy({ values }, content) {
  const present = JSON.stringify(content);
  for (const id of Object.keys(values)) if (!present.includes(JSON.stringify(id))) delete values[id];
}

/** What the person chose or typed, else what the app proposed. */
export function valueAt(at, initial) {
  const actions = (at.surface.values[at.block_id] ??= {});
  return (actions[at.element.action_id] ??= { type: at.element.type, ...initial });
}

export function keep(at, payload) {
  at.surface.values[at.block_id] ??= {};
  at.surface.values[at.block_id][at.element.action_id] = { type: at.element.type, ...payload };
}

/** A value changed: kept, and told to the app unless it waits for the form to be submitted. */
export async function change(at, payload) {
  keep(at, payload);
  if (!at.waits) await click(at, payload);
}

/** Tells the app; asks first where the element wants that. False if the person said no. */
export async function click(at, payload) {
  const { element } = at;
  if (element.confirm && !(await sure(element.confirm))) return false;
  await act("click", {
    as: where().as,
    ...at.surface.target,
    block_id: at.block_id,
    action_id: element.action_id,
    ...payload,
  });
  return true;
}

const sure = (dialog) =>
  confirmed({
    title: decode(dialog.title?.text ?? "Are you sure?"),
    text: textObject(dialog.text),
    confirm: decode(dialog.confirm?.text ?? "Yes"),
    deny: decode(dialog.deny?.text ?? "No"),
    danger: dialog.style === "danger",
  });
