// Editing one's own message in place.

import { act } from "./api.js";
import { h } from "./dom.js";
import { where } from "./place.js";
import { decode } from "./text.js";
import { toSlackText, toTypedText } from "./writing.js";

export function editor(node, message, channel) {
  const body = node.querySelector(".message-body");
  const before = [...body.childNodes];
  const field = h("textarea", {
    class: "field",
    rows: 3,
    "aria-label": "Edit message",
    value: toTypedText(decode(message.text ?? "")),
  });
  const back = () => body.replaceChildren(...before);
  const save = async () => {
    const text = toSlackText(field.value.trim());
    if (text && text !== message.text)
      await act("edit", { as: where().as, channel, ts: message.ts, text }).catch(() => {});
    back();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") (event.stopPropagation(), back());
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) (event.preventDefault(), save());
  });
  body.replaceChildren(
    field,
    h(
      "div",
      { class: "editor-foot" },
      h("button", { type: "button", class: "button", onclick: back }, "Cancel"),
      h("button", { type: "button", class: "button primary", onclick: save }, "Save"),
    ),
  );
  field.focus();
  node.scrollIntoView({ block: "nearest" });
}
