// Builds nodes. Content only ever becomes text: nothing here, or anywhere on the page, reads a string as markup.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  hash: "M6.5 3 5 17M13 3l-1.5 14M3 7.5h14M2.5 12.5h14",
  app: "M4 7c4 0 3 6 6 6s2-6 6-6M4 13c4 0 3-6 6-6",
  home: "M3.5 9.5 10 4l6.5 5.5V16a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1z",
  chat: "M4 4h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H9l-4 3v-3H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z",
  reply: "M8 5 3.5 9.5 8 14M4 9.5h7a5 5 0 0 1 5 5v1",
  smile: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.5 8.2v.1M12.5 8.2v.1M7 11.5c1.4 2.2 4.600 2.200 6 0",
  edit: "M12.500 4.500l3 3L7 16l-3.500.5L4 13z",
  trash: "M4 6h12M8 6V4h4v2M5.500 6l.7 10.500h7.600L14.500 6",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4l-6 6 6 6",
  down: "M5.500 8l4.500 4.500L14.500 8",
  check: "M4.500 10.500l3.500 3.500 7.500-8",
  send: "M4 10 3 4l14.500 6L3 16z",
  clip: "M14.500 9.500 9 15a3 3 0 0 1-4.500-4.500l6.200-6.200a2 2 0 0 1 3 3L8 13",
  stop: "M6 6h8v8H6z",
  bolt: "M11 3 5 11h4l-1 6 6-8h-4z",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4l2.500 2",
  file: "M6 3h5l4 4v10H6zM11 3v4h4",
  up: "M7 16V9.500L10 3c1.600 0 2 1 1.700 2.500L11 8.500h4.500L14.500 16z",
  thumbdown: "M13 4v6.500L10 17c-1.600 0-2-1-1.700-2.500L9 11.500H4.500L5.500 4z",
  warn: "M10 4 3 16h14zM10 9v3M10 14v.1",
  info: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.500v4M10 6.700v.1",
  play: "M7 5l8 5-8 5z",
};

/** One element: `on…` become listeners, `class` and plain names become attributes, null and false leave it out. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(node, name, value);
  return append(node, children);
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked" || name === "disabled") node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function replace(node, ...children) {
  node.textContent = "";
  return append(node, children);
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.info);
  svg.append(path);
  return svg;
}

/** A button with a picture and a name for those who do not see it. */
export function iconButton(name, label, onclick, extra = {}) {
  return h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...extra },
    icon(name),
  );
}

/** The address if it is http(s), else null: `javascript:` and the like never become links. */
export function webAddress(address) {
  try {
    const url = new URL(address, location.href);
    return /^https?:\/\//i.test(address) && ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function link(address, ...label) {
  const href = webAddress(address);
  if (!href) return h("span", { class: "dead-link", title: "Only http and https links are opened" }, label);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", title: href }, label);
}

/** An image only from this server; any other is named with a link, because the page asks nobody else for anything. */
export function picture(address, alt, cls) {
  const href = webAddress(address) ?? (address?.startsWith("/") ? new URL(address, location.href).href : null);
  if (href && new URL(href).origin === location.origin)
    return h("img", { src: href, alt: alt ?? "", class: cls, loading: "lazy" });
  const host = href ? new URL(href).host : "no web address";
  return h(
    "span",
    { class: `${cls} picture-elsewhere`, role: "img", "aria-label": alt || host },
    icon("info"),
    h("span", {}, alt || "Image", href && [" · ", link(href, host)]),
  );
}

/** Keeps the nodes of unchanged items, so that focus, open menus and half-typed fields survive a redraw. */
export function reconcile(parent, items, keyOf, build) {
  const known = parent.known ?? new Map();
  const next = new Map();
  let place = parent.firstChild;
  for (const item of items) {
    const key = keyOf(item),
      signature = JSON.stringify(item);
    const old = known.get(key);
    const node = old?.signature === signature ? old.node : build(item);
    next.set(key, { node, signature });
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
  const kept = new Set([...next.values()].map((entry) => entry.node));
  for (const child of [...parent.childNodes]) if (!kept.has(child)) child.remove();
  parent.known = next;
}
