// What people type against what Slack keeps: names become mentions, and marks are escaped, as Slack's own client does.

import { bot, known } from "./place.js";
import { encode } from "./text.js";

const names = () =>
  [[bot().name, bot().user_id], ...known.workspace.people.map((each) => [each.name, each.id])].sort(
    (one, other) => other[0].length - one[0].length,
  );

const channels = () => known.workspace.conversations.filter((each) => each.kind === "channel");

export function toSlackText(typed) {
  let text = encode(typed);
  for (const [name, id] of names()) text = replaceWord(text, `@${encode(name)}`, `<@${id}>`);
  for (const each of channels()) text = replaceWord(text, `#${each.name}`, `<#${each.id}|${each.name}>`);
  return text.replace(/(^|\s)@(here|channel|everyone)\b/g, "$1<!$2>");
}

export function toTypedText(kept) {
  let text = kept;
  for (const [name, id] of names()) text = text.replaceAll(`<@${id}>`, `@${name}`);
  return text.replace(/<#\w+\|([^>]+)>/g, "#$1").replace(/<!(here|channel|everyone)>/g, "@$1");
}

function replaceWord(text, word, by) {
  const pattern = new RegExp(
    `(^|[^\\p{L}\\p{N}<])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}])`,
    "giu",
  );
  return text.replace(pattern, (_, before) => before + by);
}

/** What could complete the word before the caret: commands at the very start, people after @, channels after #. */
export function suggestions(text) {
  const command = /^\/(\S*)$/.exec(text);
  if (command)
    return found(
      known.workspace.commands.map((each) => ({
        insert: `${each.command} `,
        text: each.command,
        note: [each.usage_hint, each.description].filter(Boolean).join(" — "),
      })),
      command[0],
    );
  const word = /(?:^|\s)([@#][\p{L}\p{N}._-]*)$/u.exec(text)?.[1];
  if (!word) return [];
  const all =
    word[0] === "@"
      ? names().map(([name]) => ({ insert: `@${name} `, text: `@${name}` }))
      : channels().map((each) => ({ insert: `#${each.name} `, text: `#${each.name}` }));
  return found(all, word);
}

function found(all, typed) {
  const wanted = typed.toLowerCase();
  const starts = all.filter(
    (each) => each.text.toLowerCase().startsWith(wanted) || each.text.toLowerCase().includes(` ${wanted.slice(1)}`),
  );
  return starts.slice(0, 8).map((each) => ({ ...each, typed }));
}
