// Days without a map, and days on which the mapping method changed.

import { addDays } from "./dates.mjs";
import { stepNumber } from "./steps.mjs";

/**
 * Join overlapping and adjacent intervals of days.
 *
 * @param {Day[][]} missing
 * @returns {Day[][]}
 */
export function joinedGaps(missing) {
  const joined = [];
  for (const [start, end] of [...missing].sort()) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = end > last[1] ? end : last[1];
    else joined.push([start, end]);
  }
  return joined;
}

/**
 * Return the interval without a map that contains a date.
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
 * Return the last shown day with a map before a date, if it is not the day before.
 *
 * @param {Pick<Scene, "missing" | "dates">} scene
 * @param {Day} date
 * @returns {Day|null}
 */
export function earlierMap(scene, date) {
  if (gapOn(scene, date)) return null;
  let number = stepNumber(scene.dates, date) - 1;
  while (number >= 0 && gapOn(scene, scene.dates[number])) number--;
  const day = scene.dates[number] ?? null;
  return day === null || addDays(day, 1) === date ? null : day;
}

/**
 * List the mapping method changes on a date.
 *
 * @param {Pick<Scene, "breaks">} scene
 * @param {Day} date
 * @returns {MethodBreak[]}
 */
export function breaksOn({ breaks = [] }, date) {
  return breaks.filter((item) => item.date === date);
}
