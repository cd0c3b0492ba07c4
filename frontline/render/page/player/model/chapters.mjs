// The chapters of a story: their numbers, and the state that each of them sets.

import { shownOn } from "./steps.mjs";

/**
 * Check the number of a chapter, from 1, or null for no chapter.
 *
 * @param {Scene} scene
 * @param {number|null} number
 * @returns {number|null}
 * @throws {RangeError} If the map has no such chapter.
 */
export function chapterNumber({ chapters }, number) {
  if (number === null || (Number.isInteger(number) && number > 0 && number <= chapters.length)) return number;
  throw new RangeError(`Not a chapter of this map: ${number}`);
}

/**
 * Return the part of the state that a chapter sets; empty without a chapter.
 *
 * @param {Scene} scene
 * @param {number|null} number
 * @returns {Partial<State>}
 */
export function chapterState({ chapters, dates }, number) {
  if (!Number.isInteger(number)) return {};
  const { known, how, ...days } = chapters[number - 1];
  const [date, since] = [days.date, days.since].map((day) => day && shownOn(dates, day));
  return { date, known, since, ...(since !== null && { how }) };
}

/**
 * Test whether the reader has left the chapter of a state. A different way to compare does not
 * count.
 *
 * @param {Scene} scene
 * @param {State} state
 * @returns {boolean}
 */
export function isLeft(scene, state) {
  const chosen = Object.entries(chapterState(scene, state.chapter));
  return chosen.some(([key, value]) => key !== "how" && state[key] !== value);
}

/**
 * Return the index of the box, from top to bottom, that a horizontal line crosses, or -1.
 *
 * @param {{top: number, bottom: number}[]} boxes
 * @param {number} line
 * @returns {number}
 */
export function boxAt(boxes, line) {
  return boxes.findIndex(({ top, bottom }) => top <= line && line < bottom);
}
