// Values in words: dates, numbers, control, kinds of claim.

import { addDays, localMoment } from "./core.mjs";

const KINDS = { assessed: "assessment", reported: "report", claimed: "claim" };
const VERBS = { denies: "denies: ", retracts: "takes back: ", corrects: "now says: " };

/** Choose the locale for a language tag; English days are written "13 May 2024". */
export function localeOf(language) {
  try {
    const [tag] = Intl.getCanonicalLocales(language);
    return tag === undefined || tag === "en" ? "en-GB" : tag;
  } catch {
    return "en-GB";
  }
}

function asDate(day) {
  return new Date(`${day}T00:00:00Z`);
}

/** Make a format of days when it is first used: a browser takes milliseconds for each. */
function dayFormat(locale, options) {
  let made = null;
  const format = () => (made ??= new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }));
  return {
    format: (date) => format().format(date),
    formatRange: (from, until) => format().formatRange(from, until),
  };
}

/**
 * Make the functions that write days and moments in the scene's language and zone.
 *
 * Short forms leave out `year`, the one that most of the map is about.
 */
export function dateWords(language, utc, year) {
  const locale = localeOf(language);
  const format = (options) => dayFormat(locale, options);
  const full = format({ day: "numeric", month: "long", year: "numeric" });
  const short = format({ day: "numeric", month: "long" });
  const tick = format({ day: "numeric", month: "short" });
  const tickYear = format({ day: "numeric", month: "short", year: "numeric" });
  const month = format({ month: "short" });
  const monthYear = format({ month: "short", year: "numeric" });
  const brief = (day) => (day.startsWith(year) ? short : full).format(asDate(day));
  const dayBefore = (day) => asDate(addDays(day, -1));
  return {
    full: (day) => full.format(asDate(day)),
    short: brief,
    day: (day) => String(Number(day.slice(8))),
    dayMonth: (day) => tick.format(asDate(day)),
    dayMonthYear: (day) => tickYear.format(asDate(day)),
    month: (day) => month.format(asDate(day)),
    monthYear: (day) => monthYear.format(asDate(day)),
    moment(known) {
      const { day, time } = localMoment(known, utc);
      const words = /^\d{4}-\d{2}-\d{2}$/.test(day) ? brief(day) : day;
      return time === null ? words : `${words}, ${time}`;
    },
    span({ start, end, when }) {
      const hedge = /[~%]/.test(when) ? "about " : when.includes("?") ? "possibly " : "";
      if (start === null) return `${hedge}until ${full.format(dayBefore(end))}`;
      if (end === null) return `${hedge}since ${full.format(asDate(start))}`;
      return hedge + full.formatRange(asDate(start), dayBefore(end));
    },
  };
}

/** Write a counted number as it became known: "15", "15–20", "at least 15". */
export function quantityWords(low, high, language) {
  const write = (number) => new Intl.NumberFormat(localeOf(language)).format(number);
  if (high === null) return `at least ${write(low)}`;
  return low === high ? write(low) : `${write(low)}–${write(high)}`;
}

/** Write the range of what several say of a counted thing, and whether they differ. */
export function rangeWords({ low, high, open, differ }, language) {
  const write = (from, to) => quantityWords(from, to, language);
  const range = open ? write(high, null) : write(low, high);
  const wide = open && low < high ? `${write(low, low)} to ${range}` : range;
  return differ ? `${wide} (reports differ)` : wide;
}

/** Name a control in words: "held by Russia", "contested". */
export function controlWords(control, sides) {
  if (!control.side) return control.status;
  return `${control.status} by ${sides.get(control.side)?.name ?? control.side}`;
}

/** Write what a claim is about to say, without its stance: "held by Russia", "15–20". */
export function valueWords({ about, side, value, low, high }, sides, language) {
  if (about === "control") return controlWords({ status: side ? "held" : value, side }, sides);
  return low === null ? value : quantityWords(low, high, language);
}

/** Write what a claim says, with its stance: "denies that it is held by Russia". */
export function claimWords(claim, sides, language) {
  const that = claim.about === "control" && claim.stance === "denies";
  const verb = that ? "denies that it is " : (VERBS[claim.stance] ?? "");
  return verb + valueWords(claim, sides, language);
}

/** Name the kind of a claim: an assessment, a report, a claim. */
export function kindWords(kind) {
  return KINDS[kind] ?? kind;
}

/** Write how exactly a place is located. */
export function precisionWords(metres, language) {
  const number = new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 1 });
  if (metres >= 1000) return `located to within ${number.format(metres / 1000)} km`;
  return `located to within ${number.format(metres)} m`;
}

/** Write a count with its noun: "1 event", "4 events". */
export function countWords(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}

function kilometres(km2, language) {
  const fine = km2 < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 };
  return new Intl.NumberFormat(localeOf(language), fine).format(km2);
}

function gainAndLoss(gain, loss, write) {
  return [gain > 0 ? `+${write(gain)}` : "", loss > 0 ? `−${write(loss)}` : ""]
    .filter(Boolean)
    .join(" ");
}

/** Write what one had of a day: "Russia +41 −2 km² (3 of it claimed) · +9 −1 places". */
export function balanceWords(row, name, language) {
  const { gain_km2: gain, loss_km2: loss, claimed_km2: claimed, gained, lost } = row;
  const write = (km2) => kilometres(km2, language);
  const ground = gain + loss > 0 ? ` ${gainAndLoss(gain, loss, write)} km²` : "";
  const part = claimed === gain ? " (claimed)" : ` (${write(claimed)} of it claimed)`;
  const plain = gain > 0 && loss + lost === 0 ? `${gained}` : "";
  const count = plain || gainAndLoss(gained, lost, String);
  const places = gained + lost > 0 ? `${count} ${gained + lost === 1 ? "place" : "places"}` : "";
  return [`${name}${ground}${claimed > 0 ? part : ""}`, places].filter(Boolean).join(" · ");
}

/** Write an area for people, and a change of it with its sign: "1,204 km²", "+3.2 km²". */
export function km2Words(km2, language, signed = false) {
  const size = kilometres(Math.abs(km2), language);
  const sign = km2 < 0 ? "−" : "+";
  return `${signed && size !== "0" ? sign : ""}${size} km²`;
}

/** Capitalize the first letter of a text. */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Tell whether a URL may become a link: absolute http or https, nothing else. */
export function linkable(url) {
  if (typeof url !== "string" || !/^https?:\/\/[^\s]+$/i.test(url)) return false;
  try {
    return ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}
