// Who somebody is at a glance: initials on a colour that stays theirs.

import { h, icon } from "./dom.js";
import { drawn } from "./emoji.js";

const TONES = 8;

function toneOf(id) {
  let sum = 0;
  for (const letter of String(id)) sum = (sum * 31 + letter.codePointAt(0)) >>> 0;
  return sum % TONES;
}

const initials = (name) => {
  const words = String(name)
    .split(/[\s._-]+/)
    .filter(Boolean);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
};

export function avatar(id, name, { app = false, emoji = null, size = "" } = {}) {
  const cls = `avatar ${app ? "avatar-app" : `tone-${toneOf(id)}`} ${size}`;
  return h(
    "span",
    { class: cls, "aria-hidden": "true" },
    emoji ? drawn(emoji.replaceAll(":", "")) : app ? icon("app") : initials(name),
  );
}
