// Interactive elements by type. Each drawer takes `at` = {element, block_id, surface, waits, labelId} and returns a node.

import { h, icon, iconButton, link, picture, webAddress } from "./dom.js";
import { INPUTS } from "./inputs.js";
import { menu } from "./layers.js";
import { me } from "./place.js";
import { SELECTS } from "./selects.js";
import { change, click, keep, valueAt } from "./surface.js";
import { decode, textObject } from "./text.js";
import { guarded, unknown } from "./unknown.js";

const ELEMENTS = {
  button,
  image: ({ element }) => picture(element.image_url ?? element.slack_file?.url, element.alt_text, "image-small"),
  overflow,
  checkboxes: (at) => group(at, "checkbox"),
  radio_buttons: (at) => group(at, "radio"),
  feedback_buttons: feedback,
  icon_button: glyph,
  ...SELECTS,
  ...INPUTS,
};

/** `waits`: the value is only kept until the form is submitted. */
export function element(each, { block_id, surface, waits = false, labelId = null }) {
  const shown = each?.visible_to_user_ids;
  if (shown?.length && !shown.includes(me()?.id)) return null;
  const draw = ELEMENTS[each?.type];
  if (!draw) return unknown("element")(each);
  return guarded(() => draw({ element: each, block_id, surface, waits, labelId }), each);
}

function button(at) {
  const { element } = at,
    style = ["primary", "danger"].includes(element.style) ? element.style : "";
  const label = element.accessibility_label ?? null;
  const content = textObject({ ...element.text, type: "plain_text" });
  if (element.url) {
    const node = link(element.url, content, icon("reply"));
    node.className = `button button-link ${style}`;
    if (webAddress(element.url))
      node.addEventListener("click", () => click(at, { value: element.value }).catch(() => {}));
    return node;
  }
  return h(
    "button",
    { type: "button", class: `button ${style}`, "aria-label": label, onclick: pressed(at, { value: element.value }) },
    content,
  );
}

/** While the app is being told, the same button cannot be pressed again. */
function pressed(at, payload) {
  return async ({ currentTarget }) => {
    currentTarget.disabled = true;
    await click(at, payload).catch(() => {});
    currentTarget.disabled = false;
    currentTarget.focus({ preventScroll: true });
  };
}

function overflow(at) {
  const items = at.element.options.map((option, key) => ({
    key,
    text: decode(option.text.text),
    label: textObject(option.text),
    note: option.description?.text,
    option,
  }));
  const onpick = ({ option }) => {
    if (webAddress(option.url ?? "")) window.open(webAddress(option.url), "_blank", "noopener,noreferrer");
    click(at, { selected_option: option }).catch(() => {});
  };
  return iconButton(
    "more",
    "More actions",
    ({ currentTarget }) => menu(currentTarget, { items, label: "More actions", onpick }),
    { "aria-haspopup": "listbox", "aria-expanded": "false", class: "icon-button bordered" },
  );
}

function group(at, kind) {
  const { element, surface, block_id } = at,
    many = kind === "checkbox";
  const kept = valueAt(
    at,
    many ? { selected_options: element.initial_options ?? [] } : { selected_option: element.initial_option ?? null },
  );
  const chosen = new Set(many ? kept.selected_options.map((option) => option.value) : [kept.selected_option?.value]);
  const name = `${surface.key}:${block_id}:${element.action_id}`;
  const node = h("div", { class: "choices", role: many ? "group" : "radiogroup", "aria-labelledby": at.labelId });
  const tell = () => {
    const picked = element.options.filter((_, index) => node.querySelectorAll("input")[index].checked);
    change(at, many ? { selected_options: picked } : { selected_option: picked[0] ?? null }).catch(() => {});
  };
  for (const option of element.options) {
    const box = h("input", { type: kind, name, checked: chosen.has(option.value), onchange: tell });
    node.append(
      h(
        "label",
        { class: "choice" },
        box,
        h("span", {}, textObject(option.text), option.description && h("small", {}, textObject(option.description))),
      ),
    );
  }
  return node;
}

function feedback(at) {
  const kept = valueAt(at, { value: null });
  const one = (name, each) => {
    const label = each.accessibility_label ?? decode(each.text?.text ?? name);
    const press = async () => {
      await click(at, { value: each.value }).catch(() => {});
      keep(at, { value: each.value });
      for (const other of node.children) other.setAttribute("aria-pressed", String(other.dataset.value === each.value));
    };
    return iconButton(name, label, press, {
      "data-value": each.value,
      "aria-pressed": String(kept.value === each.value),
    });
  };
  const node = h(
    "span",
    { class: "feedback", role: "group", "aria-label": "Feedback" },
    one("up", at.element.positive_button),
    one("thumbdown", at.element.negative_button),
  );
  return node;
}

const GLYPHS = { trash: "trash" };

function glyph(at) {
  const { element } = at,
    label = element.accessibility_label ?? decode(element.text?.text ?? element.icon);
  return iconButton(GLYPHS[element.icon] ?? "bolt", label, pressed(at, { value: element.value }));
}
