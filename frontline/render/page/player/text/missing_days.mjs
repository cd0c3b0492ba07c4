// Messages about days without a map, and about typed dates outside the map.

import { gapOn } from "../model/gaps.mjs";
import { shownOn } from "../model/steps.mjs";

/**
 * Write that no map was published: "No map published 3–5 March 2025".
 *
 * @param {When} gap
 * @param {Pick<Page, "words" | "say">} page
 * @returns {string}
 */
export function gapWords(gap, { words, say }) {
  return say("no_map_days", { days: words.span(gap) });
}

/**
 * Parse a typed date as the shown date of its step, or explain why it cannot be shown; for a day
 * without a map, return both.
 *
 * @param {Scene} scene
 * @param {string} text
 * @param {Pick<Page, "words" | "say">} page
 * @returns {{date: Day|null, message: string}}
 */
export function typedDay(scene, text, page) {
  const { dates } = scene;
  const { words, say } = page;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    return { date: null, message: say("not_a_day", { day: dates.at(-1) }) };
  }
  const date = shownOn(dates, text);
  if (date === null) {
    const period = { from: words.full(dates[0]), until: words.full(dates.at(-1)) };
    return { date: null, message: say("not_in_map", { day: text, ...period }) };
  }
  const gap = gapOn(scene, date);
  return { date, message: gap ? `${gapWords(gap, page)}.` : "" };
}
