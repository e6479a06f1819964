// Moments as the current person sees them: always in their time zone, never the machine's.

const cache = new Map();

function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  return cache.get(key);
}

export const format = (date, zone, options) => formatter(zone, options).format(date);

export const fromTs = (ts) => new Date(Number(ts) * 1000);

export const clockTime = (date, zone) => format(date, zone, { hour: "numeric", minute: "2-digit" });

export const zoneName = (date, zone) =>
  formatter(zone, { timeZoneName: "short" })
    .formatToParts(date)
    .find((part) => part.type === "timeZoneName").value;

/** Year, month, day, hour, minute, second and weekday (0 is Sunday) in a zone. */
export function partsIn(date, zone) {
  const options = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  };
  const parts = Object.fromEntries(
    formatter(zone, options)
      .formatToParts(date)
      .map((part) => [part.type, Number(part.value)]),
  );
  return { ...parts, weekday: new Date(Date.UTC(parts.year, parts.month - 1, parts.day)).getUTCDay() };
}

export const dayKey = (date, zone) => format(date, zone, { year: "numeric", month: "2-digit", day: "2-digit" });

/** The instant at which a wall clock in `zone` shows this; two rounds, because the offset may change in between. */
export function instantOf({ year, month, day, hour, minute }, zone) {
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  let guess = wanted;
  for (let round = 0; round < 2; round++) {
    const seen = partsIn(new Date(guess), zone);
    guess += wanted - Date.UTC(seen.year, seen.month - 1, seen.day, seen.hour, seen.minute);
  }
  return new Date(guess);
}

/** The person's next weekday 9:00, strictly after now. */
export function nextNine(now, zone) {
  const today = partsIn(now, zone);
  for (let ahead = 0; ; ahead++) {
    const noon = new Date(Date.UTC(today.year, today.month - 1, today.day + ahead, 12));
    const weekday = noon.getUTCDay();
    const nine = {
      year: noon.getUTCFullYear(),
      month: noon.getUTCMonth() + 1,
      day: noon.getUTCDate(),
      hour: 9,
      minute: 0,
    };
    const moment = instantOf(nine, zone);
    if (weekday !== 0 && weekday !== 6 && moment > now) return moment;
  }
}

/** "Today", "Yesterday" or the date with its weekday. */
export function dayName(date, zone, now) {
  if (dayKey(date, zone) === dayKey(now, zone)) return "Today";
  if (dayKey(date, zone) === dayKey(new Date(now - 86400000), zone)) return "Yesterday";
  const sameYear = partsIn(date, zone).year === partsIn(now, zone).year;
  return format(date, zone, {
    weekday: "long",
    month: "long",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" }),
  });
}

export function ago(date, now) {
  const minutes = Math.round((now - date) / 60000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 1440) return `${Math.round(minutes / 60)} h ago`;
  const days = Math.round(minutes / 1440);
  return days === 1 ? "1 day ago" : `${days} days ago`;
}

const LONG = { month: "long", day: "numeric", year: "numeric" };
const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: LONG,
  date_short: { month: "short", day: "numeric", year: "numeric" },
  date_long: { weekday: "long", ...LONG },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

/** Slack's date tokens, for example "{date_short} at {time}". */
export function dateTokens(template, date, zone, now) {
  return template.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token === "ago") return ago(date, now);
    if (token === "day_divider_pretty") return dayName(date, zone, now);
    if (token === "date_num") return format(date, zone, DATES.date_num).replace(/(\d+)\/(\d+)\/(\d+)/, "$3-$1-$2");
    const pretty = token.endsWith("_pretty");
    const options = DATES[token.replace("_pretty", "")];
    if (!options) return whole;
    const near = pretty ? dayName(date, zone, now) : "";
    return near === "Today" || near === "Yesterday" ? near.toLowerCase() : format(date, zone, options);
  });
}
