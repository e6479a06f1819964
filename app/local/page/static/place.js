// What the page knows and where it is. The address (#as=U1&c=C1&t=ts, #as=U1&home) is the truth about "where".

export const known = {
  workspace: null, // the last answer of `workspace`
  clock: { now: Date.now(), read: performance.now(), movingTo: null },
};

export function where() {
  const search = new URLSearchParams(location.hash.slice(1));
  return {
    as: search.get("as"),
    channel: search.get("c"),
    thread: search.get("t"),
    home: search.has("home"),
    list: search.has("list"),
  };
}

/** The address of a place; what is not named stays as it is, except that a new conversation closes the thread. */
export function addressOf(change) {
  const next = { ...where(), list: false, ...change };
  if ("channel" in change || "home" in change) next.thread = change.thread ?? null;
  if (change.channel) next.home = false;
  const search = new URLSearchParams();
  if (next.as) search.set("as", next.as);
  if (next.channel && !next.home) search.set("c", next.channel);
  if (next.thread && !next.home) search.set("t", next.thread);
  const flags = (next.home ? "&home" : "") + (next.list ? "&list" : "");
  return `#${search}${flags}`;
}

export function go(change) {
  const address = addressOf(change);
  if (address !== location.hash) location.hash = address;
}

export const me = () => person(known.workspace?.me?.id ?? known.workspace?.me ?? where().as);

function person(id) {
  const people = known.workspace?.people ?? [];
  return people.find((each) => each.id === id);
}

export const bot = () => known.workspace?.bot ?? { id: "", user_id: "", name: "App" };

export const conversation = (id) => known.workspace?.conversations.find((each) => each.id === id);

export const appDm = () => known.workspace?.conversations.find((each) => each.kind === "im");

export const zone = () => me()?.tz || "UTC";

/** The workspace's time now: read from the server, ticking with this machine in between. */
export const now = () => new Date(known.clock.now + performance.now() - known.clock.read);

export function nameOf(id) {
  if (id === bot().user_id || id === bot().id) return bot().name;
  return person(id)?.name ?? id;
}

const readKey = () => `read:${known.workspace?.team?.id ?? ""}:${where().as}`;

function readMarks() {
  try {
    return JSON.parse(localStorage.getItem(readKey())) ?? {};
  } catch {
    return {};
  }
}

export function isUnread(each) {
  return Boolean(each.latest_ts) && Number(each.latest_ts) > Number(readMarks()[each.id] ?? 0);
}

export function markRead(id, ts) {
  const marks = readMarks();
  if (!ts || Number(marks[id] ?? 0) >= Number(ts)) return;
  localStorage.setItem(readKey(), JSON.stringify({ ...marks, [id]: ts }));
}
