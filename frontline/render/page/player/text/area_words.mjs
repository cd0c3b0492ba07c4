// Areas as text: the range first, with its reasons, where there is one; see `text/area_words.py`.

import { controlKey } from "../model/spans.mjs";
import { controlWords, fineNumber, km2Words, localeOf, sentence } from "./values.mjs";

const SIDES_SHOWN = 4;

/** Return the row that is valid on a date; rows are in order. */
function validOn(rows, date) {
  return (rows ?? []).filter((row) => row.from <= date).at(-1) ?? null;
}

/**
 * Return the range of the area of a class on a date; null if it is a single figure.
 *
 * @param {KnownIndex} index
 * @param {Control} style
 * @param {Day} date
 * @returns {AreaRange|null}
 */
export function rangeOn(index, style, date) {
  const row = validOn(index.ranges.get(controlKey(style)), date);
  return row === null || row.low_km2 === null ? null : row;
}

/**
 * Write a range with the two digits in which its ends differ: "29 to 128 km²".
 *
 * @param {Pick<AreaRange, "low_km2"|"high_km2">} range
 * @param {Say} say
 * @returns {string}
 */
export function areaRange({ low_km2: low, high_km2: high }, say) {
  const unit = 10 ** (Math.floor(Math.log10(high - low)) - 1);
  const [first, last] = [low, high].map((km2) => fineNumber(Math.round(km2 / unit) * unit, say));
  return first === last ? say("unit_km2", { number: first }) : say("range_km2", { low: first, high: last });
}

/**
 * Write the area of a class on a date: its range, or a figure of due precision.
 *
 * @param {KnownIndex} index
 * @param {Control} style
 * @param {number} km2
 * @param {Day} date
 * @param {Say} say
 * @returns {string}
 */
export function areaWords(index, style, km2, date, say) {
  const range = rangeOn(index, style, date);
  if (range !== null) return areaRange(range, say);
  if (!index.scene.ground.inferred || km2 < 0.05) return km2Words(km2, say);
  const digits = { maximumFractionDigits: km2 >= 10 ? 0 : 1 };
  return say("roughly_km2", { number: say.number(Number(km2.toPrecision(2)), digits) });
}

/**
 * Name what ranges depend on; "" without ranges.
 *
 * @param {(AreaRange|null)[]} ranges
 * @param {Say} say
 * @returns {string}
 */
export function reasonWords(ranges, say) {
  /** @type {AreaRange["reasons"]} */
  const all = ["left_out", "band", "status"];
  const reasons = all.filter((reason) => ranges.some((range) => range?.reasons.includes(reason)));
  const names = reasons.map((reason) => say(`range_${reason}`));
  return new Intl.ListFormat(localeOf(say.language), { type: "conjunction" }).format(names);
}

/**
 * Write what the ranges of some areas depend on, in a sentence; "" without ranges.
 *
 * @param {(AreaRange|null)[]} ranges
 * @param {Say} say
 * @returns {string}
 */
export function dependWords(ranges, say) {
  const reasons = reasonWords(ranges, say);
  return reasons ? say("ranges_depend", { reasons }) : "";
}

/**
 * Write what the sides that may have the most have, as ranges with their reasons.
 *
 * @param {(AreaRange & {side: string})[]} ranges One of each side, in the order of the map.
 * @param {Map<string, Side>} sides
 * @param {Say} say
 * @returns {string[]}
 */
export function sideSentences(ranges, sides, say) {
  const largest = [...ranges].sort((a, b) => b.high_km2 - a.high_km2).slice(0, SIDES_SHOWN);
  return ranges.filter((range) => largest.includes(range)).map((range) => {
    const values = { range: areaRange(range, say), reasons: reasonWords([range], say) };
    const side = sides.get(range.side)?.name ?? range.side;
    return sentence(say("side_has", { side, range: say("range_why", values) }));
  });
}

/**
 * Write how the map shows the places that a side says it has, where it does not follow.
 *
 * @param {Page} page
 * @param {Day} date
 * @returns {string[]}
 */
export function announcedSentences({ index, say, words }, date) {
  return (validOn(index.announced, date)?.sides ?? []).map(({ side, places }) => {
    const parts = places.map((part) => {
      const control = controlWords(part, index.sides, say);
      return say("announced_part", { number: part.count, control });
    });
    const count = places.reduce((sum, part) => sum + part.count, 0);
    return say("announced", {
      side: index.sides.get(side)?.name ?? side,
      places: say("places", { count, places: count }),
      date: words.full(date),
      parts: parts.join(say("comma")),
    });
  });
}
