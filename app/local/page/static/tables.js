// table and data_table blocks. A data_table sorts, filters and pages on the spot, as it does in Slack.

import { h, icon } from "./dom.js";
import { richText } from "./richtext.js";
import { withEmoji } from "./text.js";
import { unknown } from "./unknown.js";

const CELLS = {
  raw_text: (cell) => withEmoji(cell.text ?? ""),
  raw_number: (cell) => cell.text ?? String(cell.value ?? cell.number ?? ""),
  rich_text: (cell) => richText(cell),
};

const draw = (cell) => (CELLS[cell?.type] ?? unknown("table cell"))(cell);

export function table(block) {
  const settings = block.column_settings ?? [];
  const cell = (each, index, tag) =>
    h(
      tag,
      {
        "data-align": settings[index]?.align ?? (each?.type === "raw_number" ? "right" : "left"),
        class: settings[index]?.is_wrapped ? "wraps" : null,
      },
      draw(each),
    );
  const row = (cells, tag) =>
    h(
      "tr",
      {},
      cells.map((each, index) => cell(each, index, tag)),
    );
  const [head, ...body] = block.rows;
  return h(
    "div",
    { class: "table-frame", tabindex: 0 },
    h(
      "table",
      {},
      h("thead", {}, row(head, "th")),
      h(
        "tbody",
        {},
        body.map((cells) => row(cells, "td")),
      ),
    ),
  );
}

const valueOf = (cell) =>
  cell?.type === "raw_number" ? Number(cell.value ?? cell.number ?? cell.text) : textOf(cell).toLowerCase();

function textOf(cell) {
  if (cell?.type !== "rich_text") return String(cell?.text ?? cell?.value ?? "");
  return cell.elements
    .flatMap((part) => part.elements ?? [])
    .map((piece) => piece.text ?? "")
    .join("");
}

export function dataTable(block) {
  const [head, ...all] = block.rows,
    size = block.page_size ?? 5;
  const view = { page: 0, column: null, down: false, query: "" };
  const body = h("tbody"),
    foot = h("div", { class: "table-foot" });
  const titles = head.map((cell, index) =>
    h(
      "th",
      { "data-align": all[0]?.[index]?.type === "raw_number" ? "right" : "left" },
      h("button", { type: "button", class: "sort", onclick: () => sortBy(index) }, draw(cell), icon("down")),
    ),
  );
  const sortBy = (index) => {
    view.down = view.column === index && !view.down;
    view.column = index;
    show();
  };
  const show = () => {
    const rows = sorted(
      all.filter((row) => row.some((cell) => textOf(cell).toLowerCase().includes(view.query))),
      view,
    );
    const pages = Math.max(1, Math.ceil(rows.length / size));
    view.page = Math.min(view.page, pages - 1);
    titles.forEach((title, index) =>
      title.setAttribute("aria-sort", view.column === index ? (view.down ? "descending" : "ascending") : "none"),
    );
    body.replaceChildren(
      ...rows
        .slice(view.page * size, (view.page + 1) * size)
        .map((row) => line(row, block.row_header_column_index ?? 0)),
    );
    foot.replaceChildren(...pager(view, pages, rows.length, show));
  };
  const filter =
    all.length > size &&
    h("input", {
      class: "field table-filter",
      type: "search",
      placeholder: "Filter",
      "aria-label": `Filter ${block.caption ?? "table"}`,
      oninput: ({ currentTarget }) => {
        view.query = currentTarget.value.trim().toLowerCase();
        show();
      },
    });
  show();
  return h(
    "div",
    { class: "data-table" },
    filter,
    h(
      "div",
      { class: "table-frame", tabindex: 0 },
      h("table", {}, h("caption", {}, block.caption), h("thead", {}, h("tr", {}, titles)), body),
    ),
    foot,
  );
}

function sorted(rows, { column, down }) {
  if (column === null) return rows;
  const sign = down ? -1 : 1;
  return [...rows].sort((one, other) => {
    const a = valueOf(one[column]),
      b = valueOf(other[column]);
    return sign * (a < b ? -1 : a > b ? 1 : 0);
  });
}

function line(cells, header) {
  return h(
    "tr",
    {},
    cells.map((cell, index) =>
      h(
        index === header ? "th" : "td",
        { scope: index === header ? "row" : null, "data-align": cell?.type === "raw_number" ? "right" : "left" },
        draw(cell),
      ),
    ),
  );
}

function pager(view, pages, count, show) {
  const turn = (by) => () => {
    view.page += by;
    show();
  };
  if (pages === 1) return [h("span", {}, `${count} rows`)];
  return [
    h("span", {}, `Page ${view.page + 1} of ${pages} · ${count} rows`),
    h("button", { type: "button", class: "button", disabled: view.page === 0, onclick: turn(-1) }, "Previous"),
    h("button", { type: "button", class: "button", disabled: view.page === pages - 1, onclick: turn(1) }, "Next"),
  ];
}
