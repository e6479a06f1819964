// The page's loop: an event or a new address marks what must be read again; one reading at a time draws it.

import { act, get, listen, readClock, toast } from "./api.js";
import { drawConversation, drawThread, rememberDm } from "./conversation.js";
import { isAnythingOpen } from "./layers.js";
import { appDm, conversation, go, known, me, where } from "./place.js";
import { drawSidebar } from "./sidebar.js";
import { drawTopbar } from "./topbar.js";
import { drawHome, drawModals } from "./views.js";

const root = Object.fromEntries(
  ["page", "topbar", "sidebar", "main", "pane"].map((id) => [id, document.getElementById(id)]),
);
const PAUSE = 60; // ms between readings: a stream of small changes is drawn 16 times a second at most
const ALL = ["workspace", "main", "thread", "modals", "clock"];

let stale = new Set(),
  reading = false,
  live = true,
  homeOf = null;

function mark(...names) {
  names.forEach((name) => stale.add(name));
  if (!reading) read();
}

async function read() {
  reading = true;
  while (stale.size) {
    const names = stale;
    stale = new Set();
    try {
      await draw(names);
    } catch (error) {
      console.error(error);
      toast(`The page could not read the workspace: ${error.message}`, "error");
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  reading = false;
}

async function draw(names) {
  if (names.has("clock") || !known.workspace) await drawClock();
  if (names.has("workspace") || !known.workspace) await readWorkspace();
  const at = where();
  if (at.channel && !conversation(at.channel) && !names.has("workspace")) await readWorkspace(); // opened a moment ago
  if (!me() || !at.as || (!at.home && !conversation(at.channel))) return settle();
  const same = () => JSON.stringify(at) === JSON.stringify(where());
  await Promise.all([
    names.has("main") && drawMain(at, same),
    names.has("thread") && drawPane(at, same),
    names.has("modals") && get("modals", { as: at.as }).then(({ views }) => same() && drawModals(views)),
  ]);
  root.page.dataset.view = at.list ? "list" : at.thread && !at.home ? "thread" : "main";
  drawSidebar(root.sidebar);
  drawTopbar(root.topbar, live);
  return null;
}

async function readWorkspace() {
  known.workspace = await get("workspace", { as: where().as });
  rememberDm(appDm()?.id ?? null);
  document.title = `${me()?.name ?? "Local workspace"} · Threadwork`;
}

/** Without a person or a place in the address: the first person, and their DM with the app. */
function settle() {
  const { people, conversations } = known.workspace,
    at = where();
  if (!me() || !at.as) return go({ as: people[0]?.id });
  return go({ channel: appDm()?.id ?? conversations[0]?.id, home: !conversations.length });
}

async function drawClock() {
  const { now, moving_to: movingTo } = await readClock();
  known.clock = { now: Date.parse(now), read: performance.now(), movingTo };
}

async function drawMain(at, same) {
  if (!at.home) {
    homeOf = null;
    const history = await get("history", { channel: at.channel, as: at.as });
    return same() && drawConversation(root.main, at.channel, history);
  }
  if (homeOf !== at.as) await act("open_home", { as: (homeOf = at.as) }).catch(() => {});
  const { view } = await get("home", { as: at.as });
  return same() && drawHome(root.main, view);
}

async function drawPane(at, same) {
  const isOpen = Boolean(at.thread) && !at.home;
  const replies = isOpen ? await get("replies", { channel: at.channel, thread_ts: at.thread, as: at.as }) : null;
  if (!same()) return;
  root.pane.hidden = !isOpen;
  if (isOpen) drawThread(root.pane, at, replies);
  else root.pane.shownKey = null;
}

const EVENTS = {
  message: ({ channel }) => mark("workspace", ...(channel === where().channel ? ["main", "thread"] : [])),
  status: ({ channel }) => channel === where().channel && mark("main", "thread"),
  view: ({ user }) => user === where().as && mark("modals"),
  home: ({ user }) => user === where().as && where().home && mark("main"),
  notice: ({ user, text }) => (!user || user === where().as) && toast(text),
  clock: () => mark("clock", "main"),
};

let person = where().as;
window.addEventListener("hashchange", () => {
  const changed = where().as !== person;
  person = where().as;
  mark(...(changed ? ALL : ["main", "thread"]));
});

document.addEventListener("keydown", (event) => {
  const { thread, channel } = where();
  if (event.key === "Escape" && thread && !isAnythingOpen()) go({ channel, thread: null });
});

listen(
  (event) => EVENTS[event.kind]?.(event),
  (isLive) => {
    live = isLive;
    if (isLive) mark(...ALL);
    else if (known.workspace) drawTopbar(root.topbar, live);
  },
);
mark(...ALL);
setInterval(() => known.workspace && !isAnythingOpen() && drawSidebar(root.sidebar), 30000); // the local times there
