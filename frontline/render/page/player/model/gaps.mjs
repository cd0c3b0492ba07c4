// Days without a map, and days on which the mapping method changed.

import { addDays } from "./dates.mjs";

/**
 * Join intervals of days that overlap or meet.
 *
 * @param {Day[][]} missing
 * @returns {Day[][]}
 */
export function joinedGaps(missing) {
  const joined = [];
  for (const [start, end] of [...missing].sort()) {
    const before = joined.at(-1);
    if (before && start <= before[1]) before[1] = end > before[1] ? end : before[1];
    else joined.push([start, end]);
  }
  return joined;
}

/**
 * Find the interval without a map that holds a date.
 *
 * @param {Pick<Scene, "missing">} scene
 * @param {Day} date
 * @returns {When|null}
 */
export function gapOn({ missing }, date) {
  const gap = missing.find(([start, end]) => start <= date && date < end);
  return gap ? { start: gap[0], end: gap[1], when: "" } : null;
}

/**
 * Find the last day with a map before a gap that ends on a date.
 *
 * @param {Pick<Scene, "missing" | "dates">} scene
 * @param {Day} date
 * @returns {Day|null}
 */
export function dayBeforeGap({ missing, dates }, date) {
  const gap = missing.find(([, end]) => end === date);
  if (!gap) return null;
  const day = addDays(gap[0], -1);
  return dates.includes(day) ? day : null;
}

/**
 * List the changes of mapping method on a date.
 *
 * @param {Pick<Scene, "breaks">} scene
 * @param {Day} date
 * @returns {MethodBreak[]}
 */
export function breaksOn({ breaks = [] }, date) {
  return breaks.filter((found) => found.date === date);
}
