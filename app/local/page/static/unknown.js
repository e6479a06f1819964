// What the page cannot draw is said, never dropped: an app that sends it must notice.

import { h, icon } from "./dom.js";

/** A drawer for a kind nobody knows: a box that names its type. */
export function unknown(kind) {
  return (thing) => errorBox(`Unknown ${kind} “${thing?.type ?? "without a type"}”`, thing);
}

export function errorBox(title, thing) {
  return h(
    "div",
    { class: "error-box", role: "alert" },
    icon("warn"),
    h(
      "div",
      {},
      h("strong", {}, title),
      h(
        "details",
        {},
        h("summary", {}, "What was sent"),
        h("pre", { class: "code" }, JSON.stringify(thing, null, 2) ?? ""),
      ),
    ),
  );
}

/** Draws, and turns a failure of the drawing itself into a box, so that one bad block cannot blank the rest. */
export function guarded(draw, thing, ...rest) {
  try {
    return draw(thing, ...rest);
  } catch (error) {
    return errorBox(`“${thing?.type}” could not be drawn: ${error.message}`, thing);
  }
}
