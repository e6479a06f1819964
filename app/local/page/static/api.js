// The control APIs: the only place that talks to the server. Every refusal reaches the person as a toast.

import { h, icon } from "./dom.js";

const SLACK = "/slack/_control/";

export async function get(name, query = {}) {
  const search = new URLSearchParams(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== null),
  );
  return read(await fetch(`${SLACK}${name}?${search}`));
}

/** Sends one act; throws after saying why when the workspace refuses it. */
export async function act(name, body) {
  return told(() => send(`${SLACK}${name}`, body));
}

export const readClock = async () => read(await fetch("/clock"));

export const moveClock = (body) => told(() => send("/_control/clock", { ...body, wait: false }));

async function send(path, body) {
  return read(
    await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  );
}

async function read(response) {
  const text = await response.text();
  let answer = {};
  try {
    answer = JSON.parse(text);
  } catch {
    answer = { error: text.slice(0, 200) };
  }
  if (!response.ok || (answer.ok === false && !answer.errors)) throw new Error(sentence(answer.error, response));
  return answer;
}

function sentence(error, response) {
  if (response.status === 404 && !error?.includes(" "))
    return `The workspace does not know ${new URL(response.url).pathname}`;
  return error || `The workspace answered ${response.status}`;
}

async function told(work) {
  try {
    return await work();
  } catch (error) {
    toast(
      error.message === "Failed to fetch" ? "The workspace cannot be reached. Is it running?" : error.message,
      "error",
    );
    throw error;
  }
}

export function toast(text, kind = "note") {
  const note = h(
    "div",
    { class: `toast toast-${kind}` },
    icon(kind === "error" ? "warn" : "info"),
    h("span", {}, text),
  );
  const box = document.getElementById("toasts");
  box.append(note);
  box.popover = "manual"; // shown anew each time: only the top layer's last comer stands above an open dialog
  box.hidePopover();
  box.showPopover();
  setTimeout(() => note.remove(), kind === "error" ? 8000 : 5000);
}

/** Live events. After a lost line it comes back with growing pauses and asks for a full re-read. */
export function listen(onEvent, onState) {
  let pause = 500,
    source = null;
  const connect = () => {
    source = new EventSource("/_control/events");
    source.onopen = () => {
      pause = 500;
      onState(true);
    };
    source.onmessage = (message) => onEvent(JSON.parse(message.data));
    source.onerror = () => {
      source.close();
      onState(false);
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, 10000);
    };
  };
  // A page kept for the back button would hold its line, and a browser opens only six to one server.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && connect());
  connect();
}
