// Fields a person types or picks into: text, numbers, addresses, dates, times and files.

import { toast } from "./api.js";
import { h, iconButton } from "./dom.js";
import { zone } from "./place.js";
import { change, click, keep, valueAt } from "./surface.js";
import { decode } from "./text.js";
import { instantOf, partsIn } from "./times.js";

export const INPUTS = {
  plain_text_input: (at) => text(at, { type: "text" }),
  email_text_input: (at) => text(at, { type: "email", inputmode: "email", autocomplete: "off" }),
  url_text_input: (at) => text(at, { type: "url", inputmode: "url" }),
  number_input: number,
  rich_text_input: rich,
  datepicker: (at) => moment(at, "date", "selected_date", at.element.initial_date),
  timepicker: (at) => moment(at, "time", "selected_time", at.element.initial_time),
  datetimepicker: dateTime,
  file_input: files,
};

const hintOf = (element) => decode(element.placeholder?.text ?? "") || null;

function text(at, attributes) {
  const { element } = at,
    kept = valueAt(at, { value: element.initial_value ?? null });
  const tag = element.multiline ? "textarea" : "input";
  const shape = element.multiline ? { rows: 4 } : attributes;
  const field = h(tag, {
    class: "field",
    ...shape,
    placeholder: hintOf(element),
    maxlength: element.max_length,
    minlength: element.min_length,
    "aria-labelledby": at.labelId,
    autofocus: element.focus_on_load || null,
    value: kept.value ?? "",
  });
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  field.addEventListener("input", () => {
    keep(at, { value: field.value || null });
    if (!at.waits && on.includes("on_character_entered")) click(at, { value: field.value }).catch(() => {});
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || (element.multiline && !event.ctrlKey && !event.metaKey)) return;
    if (at.waits || !on.includes("on_enter_pressed")) return;
    event.preventDefault();
    click(at, { value: field.value }).catch(() => {});
  });
  return field;
}

function number(at) {
  const { element } = at;
  const step = element.is_decimal_allowed ? "any" : "1";
  return text(at, { type: "number", inputmode: "decimal", step, min: element.min_value, max: element.max_value });
}

function rich(at) {
  const field = h("textarea", {
    class: "field",
    rows: 4,
    placeholder: hintOf(at.element),
    "aria-labelledby": at.labelId,
  });
  const asRichText = () => ({
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text: field.value }] }],
  });
  const kept = valueAt(at, { rich_text_value: at.element.initial_value ?? null }).rich_text_value;
  field.value = (kept?.elements ?? [])
    .flatMap((part) => part.elements ?? [])
    .map((piece) => piece.text ?? "")
    .join("");
  field.addEventListener("input", () => keep(at, { rich_text_value: field.value ? asRichText() : null }));
  return field;
}

function moment(at, type, name, initial) {
  const kept = valueAt(at, { [name]: initial ?? null });
  return h("input", {
    class: "field field-moment",
    type,
    value: kept[name] ?? "",
    "aria-labelledby": at.labelId,
    "aria-label": at.labelId ? null : (hintOf(at.element) ?? type),
    onchange: ({ currentTarget }) => change(at, { [name]: currentTarget.value || null }).catch(() => {}),
  });
}

const two = (number) => String(number).padStart(2, "0");

function dateTime(at) {
  const kept = valueAt(at, { selected_date_time: at.element.initial_date_time ?? null }).selected_date_time;
  const seen = kept ? partsIn(new Date(kept * 1000), zone()) : null;
  const value = seen ? `${seen.year}-${two(seen.month)}-${two(seen.day)}T${two(seen.hour)}:${two(seen.minute)}` : "";
  const read = (typed) => {
    const [year, month, day, hour, minute] = typed.split(/[-T:]/).map(Number);
    return typed ? instantOf({ year, month, day, hour, minute }, zone()).getTime() / 1000 : null;
  };
  return h("input", {
    class: "field field-moment",
    type: "datetime-local",
    value,
    "aria-labelledby": at.labelId,
    "aria-label": at.labelId ? null : "Date and time",
    onchange: ({ currentTarget }) => change(at, { selected_date_time: read(currentTarget.value) }).catch(() => {}),
  });
}

/** Text files only: the page sends {name, text}. Returns null for what is too big or not text. */
export async function readTextFile(file) {
  const text = file.size <= 1024 * 1024 ? await file.text() : null;
  if (text === null || text.includes("\u0000")) {
    toast(`${file.name} was not added: only text files up to 1 MB can be sent from here.`, "error");
    return null;
  }
  return { name: file.name, text };
}

function files(at) {
  const kept = valueAt(at, { files: [] });
  const most = at.element.max_files ?? 10;
  const names = h("div", { class: "file-names" });
  const show = () =>
    names.replaceChildren(
      ...kept.files.map((file) =>
        h(
          "span",
          { class: "chip" },
          file.name,
          iconButton("close", `Remove ${file.name}`, () => update(kept.files.filter((each) => each !== file))),
        ),
      ),
    );
  const update = (next) => {
    kept.files = next.slice(0, most);
    keep(at, { files: kept.files });
    show();
  };
  const pick = h("input", {
    class: "field",
    type: "file",
    multiple: most > 1,
    accept: at.element.filetypes?.map((type) => `.${type}`).join(",") || null,
    "aria-labelledby": at.labelId,
    onchange: async ({ currentTarget }) => {
      const read = await Promise.all([...currentTarget.files].map(readTextFile));
      update([...kept.files, ...read.filter(Boolean)]);
      currentTarget.value = "";
    },
  });
  show();
  return h("div", { class: "files" }, pick, names);
}
