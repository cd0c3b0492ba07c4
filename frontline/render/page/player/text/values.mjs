// Values as text: dates, numbers, control, kinds of claims.

import { addDays } from "../model/dates.mjs";
import { stepOf } from "../model/steps.mjs";

const TENTHS = { maximumFractionDigits: 1 };

/**
 * Choose the locale of a language tag; English dates are written "13 May 2024".
 *
 * @param {string} language
 * @returns {string}
 */
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

/** Make a date format on first use, because each takes milliseconds. */
function dayFormat(locale, options) {
  let formatter = null;
  const format = () => (formatter ??= new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }));
  return {
    format: (date) => format().format(date),
    formatRange: (from, until) => format().formatRange(from, until),
  };
}

/**
 * Make the functions that write dates and times in a language and the map's time zone.
 *
 * @param {Say} say
 * @param {string} year The year that short forms omit.
 * @returns {DateWords}
 */
export function dateWords(say, year) {
  const locale = localeOf(say.language);
  const format = (options) => dayFormat(locale, options);
  const full = format({ day: "numeric", month: "long", year: "numeric" });
  const short = format({ day: "numeric", month: "long" });
  const tick = format({ day: "numeric", month: "short" });
  const tickYear = format({ day: "numeric", month: "short", year: "numeric" });
  const month = format({ month: "short" });
  const onlyYear = format({ year: "numeric" });
  const monthYear = format({ month: "short", year: "numeric" });
  const brief = (day) => (day.startsWith(year) ? short : full).format(asDate(day));
  const dayBefore = (day) => asDate(addDays(day, -1));
  const days = ({ start, end }) => {
    if (start === null) return say("until_day", { date: full.format(dayBefore(end)) });
    if (end === null) return say("since_day", { date: full.format(asDate(start)) });
    return full.formatRange(asDate(start), dayBefore(end));
  };
  return {
    full: (day) => full.format(asDate(day)),
    short: brief,
    day: (day) => say.number(Number(day.slice(8))),
    dayMonth: (day) => tick.format(asDate(day)),
    dayMonthYear: (day) => tickYear.format(asDate(day)),
    month: (day) => month.format(asDate(day)),
    year: (day) => onlyYear.format(asDate(day)),
    monthYear: (day) => monthYear.format(asDate(day)),
    moment: ({ day, time }) => (time === null ? brief(day) : [brief(day), time].join(say("comma"))),
    span(when) {
      if (/[~%]/.test(when.when)) return say("roughly_days", { days: days(when) });
      return when.when.includes("?") ? say("possibly_days", { days: days(when) }) : days(when);
    },
  };
}

/**
 * Write a message about what a map tells: of its day or, with `_since` after its key, of the days
 * since the map before.
 *
 * @param {Pick<Page, "index" | "words" | "say">} page
 * @param {string} key
 * @param {Day} date
 * @param {Record<string, string>} [values] Values besides `day`.
 * @returns {string}
 */
export function ofStep({ index, words, say }, key, date, values = {}) {
  const { eve } = stepOf(index.scene.dates, date);
  const day = words.full(eve ?? date);
  return say(eve === null ? key : `${key}_since`, { ...values, day });
}

/**
 * Write an exact or uncertain count: "15", "15–20", "at least 15".
 *
 * @param {number} low
 * @param {number|null} high
 * @param {Say} say
 * @returns {string}
 */
export function quantityWords(low, high, say) {
  if (high === null) return say("at_least", { number: low });
  return low === high ? say.number(low) : `${say.number(low)}–${say.number(high)}`;
}

function boundsWords({ low, high, open }, say) {
  const range = open ? quantityWords(high, null, say) : quantityWords(low, high, say);
  return open && low < high ? say("range_open", { low, range }) : range;
}

/**
 * Write the range of a count, and from what it rose or whether reports differ.
 *
 * @param {CountRange} count
 * @param {Say} say
 * @returns {string}
 */
export function rangeWords(count, say) {
  const range = boundsWords(count, say);
  if (count.differ) return say("reports_differ", { range });
  return count.first ? say("count_rose", { range, first: boundsWords(count.first, say) }) : range;
}

/**
 * Name a control: "held by Russia", "contested".
 *
 * @param {Control} control
 * @param {Map<string, Side>} sides
 * @param {Say} say
 * @returns {string}
 */
export function controlWords({ status, side }, sides, say) {
  if (!side) return say.word("status", status);
  return say(`${status}_by`, { side: sides.get(side)?.name ?? side });
}

/**
 * Name a class of the legend: "Held by Russia", "Contested".
 *
 * @param {Control} style
 * @param {Map<string, Side>} sides
 * @param {Say} say
 * @returns {string}
 */
export function classWords(style, sides, say) {
  return sentence(controlWords(style, sides, say));
}

/**
 * Write the value of a claim without its stance: "held by Russia", "15–20".
 *
 * @param {Claim} claim
 * @param {Map<string, Side>} sides
 * @param {Say} say
 * @returns {string}
 */
export function valueWords({ about, side, value, low, high }, sides, say) {
  if (about === "control") return controlWords({ status: side ? "held" : value, side }, sides, say);
  return low === null ? value : quantityWords(low, high, say);
}

/**
 * Write the value of a claim with its stance: "denies that it is held by Russia".
 *
 * @param {Claim} claim
 * @param {Map<string, Side>} sides
 * @param {Say} say
 * @returns {string}
 */
export function claimWords(claim, sides, say) {
  const value = valueWords(claim, sides, say);
  if (claim.stance === "asserts") return value;
  if (claim.about === "control" && claim.stance === "denies") {
    return say("denies_control", { control: value });
  }
  return say(`stance_${claim.stance}`, { value });
}

/**
 * Name the kind of a claim: an assessment, a report, a claim.
 *
 * @param {string} kind
 * @param {Say} say
 * @returns {string}
 */
export function kindWords(kind, say) {
  return say.word("claim", kind);
}

/**
 * Name the kind of an event; a kind without a message is returned unchanged.
 *
 * @param {{kind: string}} event
 * @param {Say} say
 * @returns {string}
 */
export function eventKindWords({ kind }, say) {
  const key = kind.toLowerCase();
  const name = say.word("kind", key);
  return name === key ? kind : name;
}

/**
 * Write a length: "150 m", "1.5 km".
 *
 * @param {number} metres
 * @param {Say} say
 * @returns {string}
 */
export function lengthWords(metres, say) {
  if (metres >= 1000) return say("unit_km", { number: say.number(metres / 1000, TENTHS) });
  return say("unit_m", { number: say.number(metres, TENTHS) });
}

/**
 * Write the precision of a place.
 *
 * @param {number} metres
 * @param {Say} say
 * @returns {string}
 */
export function precisionWords(metres, say) {
  return say("located_within", { length: lengthWords(metres, say) });
}

/**
 * Write an area in km² or a length in km: an integer, or two significant digits below 10.
 *
 * `decimals` in `text/quantities.py` is the same rule.
 *
 * @param {number} quantity
 * @param {Say} say
 * @returns {string}
 */
export function fineNumber(quantity, say) {
  const size = Math.abs(quantity);
  const whole = size >= 9.95 || size < 0.0005;
  const digits = whole ? 0 : size >= 0.995 ? 1 : size >= 0.0995 ? 2 : 3;
  return say.number(quantity, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function gainAndLoss(gain, loss, write) {
  return [gain > 0 ? `+${write(gain)}` : "", loss > 0 ? `−${write(loss)}` : ""]
    .filter(Boolean)
    .join(" ");
}

function groundWords({ gain_km2: gain, loss_km2: loss, claimed_km2: claimed }, say) {
  if (gain + loss === 0) return "";
  const write = (number) => fineNumber(number, say);
  const km2 = say("unit_km2", { number: gainAndLoss(gain, loss, write) });
  if (claimed === 0) return km2;
  return claimed === gain ? say("claimed_all", { km2 }) : say("claimed_part", { km2, part: write(claimed) });
}

/**
 * Write the balance of a side: "Russia +41 −2 km² (3 of it claimed) · +9 −1 places".
 *
 * @param {Balance} row
 * @param {string} name
 * @param {Say} say
 * @returns {string}
 */
export function balanceWords(row, name, say) {
  const { gain_km2: gain, loss_km2: loss, gained, lost } = row;
  const onlyGains = gain > 0 && loss + lost === 0;
  const places = onlyGains ? say.number(gained) : gainAndLoss(gained, lost, say.number);
  const count = gained + lost;
  const head = [name, groundWords(row, say)].filter(Boolean).join(" ");
  return count > 0 ? `${head} · ${say("places", { count, places })}` : head;
}

/**
 * Write an area, or its change with a sign: "1,204 km²", "+3.2 km²".
 *
 * @param {number} km2
 * @param {Say} say
 * @param {boolean} [signed]
 * @returns {string}
 */
export function km2Words(km2, say, signed = false) {
  const amount = fineNumber(Math.abs(km2), say);
  const sign = km2 < 0 ? "−" : "+";
  const isZero = amount === say.number(0);
  return say("unit_km2", { number: `${signed && !isZero ? sign : ""}${amount}` });
}

/**
 * Capitalize the first letter of a text.
 *
 * @param {string} text
 * @returns {string}
 */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
