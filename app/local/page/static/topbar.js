// The bar on top: the workspace clock as the current person sees it, and what moves it.

import { moveClock } from "./api.js";
import { h, icon, replace } from "./dom.js";
import { go, known, now, zone } from "./place.js";
import { clockTime, format, nextNine, zoneName } from "./times.js";

let parts = null;

export function drawTopbar(root, isLive) {
  if (!parts) build(root);
  const moving = known.clock.movingTo ? new Date(known.clock.movingTo) : null;
  parts.team.textContent = known.workspace?.team?.name ?? known.workspace?.team ?? "Local workspace";
  parts.moving.hidden = !moving;
  parts.moving.textContent = moving ? `moving to ${shortMoment(moving)} …` : "";
  parts.lost.hidden = isLive;
  for (const button of parts.buttons) button.disabled = Boolean(moving);
  tick();
}

const shortMoment = (moment) =>
  `${format(moment, zone(), { weekday: "short", month: "short", day: "numeric" })}, ${clockTime(moment, zone())}`;

// Programs spread what is due at nine over two minutes, so that is when a morning has arrived.
const afterNine = (time) => new Date(nextNine(time, zone()).getTime() + 120e3);

function tick() {
  const time = now();
  replace(
    parts.time,
    h("span", { class: "clock-date" }, format(time, zone(), { weekday: "short", month: "short", day: "numeric" })),
    h("strong", {}, clockTime(time, zone())),
    h("span", { class: "clock-zone" }, zoneName(time, zone())),
  );
  parts.nine.title = `Move to ${shortMoment(afterNine(time))}, through every due moment`;
}

function build(root) {
  const mover = (label, target, title) =>
    h(
      "button",
      {
        type: "button",
        class: "button",
        title,
        onclick: () => moveClock({ to: target().toISOString() }).catch(() => {}),
      },
      label,
    );
  const after = (milliseconds) => () => new Date(now().getTime() + milliseconds);
  parts = {
    team: h("strong"),
    time: h("span", { class: "clock-time", role: "timer" }),
    moving: h("span", { class: "clock-moving", role: "status", hidden: true }),
    lost: h("span", { class: "lost", role: "status", hidden: true }, "reconnecting …"),
  };
  parts.nine = mover("next 9:00", () => afterNine(now()));
  parts.buttons = [
    parts.nine,
    mover("+1 hour", after(3600e3), "Move the workspace clock one hour"),
    mover("+1 day", after(86400e3), "Move the workspace clock one day, through every due moment"),
  ];
  replace(
    root,
    h(
      "a",
      { class: "brand", href: "#", onclick: (event) => (event.preventDefault(), go({ list: true })) },
      h("img", { src: "mark.svg", alt: "", width: 24, height: 24 }),
      parts.team,
    ),
    parts.lost,
    h(
      "div",
      { class: "clock", role: "group", "aria-label": "Workspace clock" },
      parts.moving,
      icon("clock"),
      parts.time,
      parts.buttons,
    ),
  );
  setInterval(tick, 1000);
}
