// The chapters of a story: their numbers, and what each of them sets in the state.

/**
 * Check the number of a chapter, counted from 1; null stands for no chapter.
 *
 * @param {Scene} scene
 * @param {number|null} asked
 * @returns {number|null}
 * @throws {RangeError} If the map has no such chapter.
 */
export function chapterNumber({ chapters }, asked) {
  if (asked === null || (Number.isInteger(asked) && asked > 0 && asked <= chapters.length)) return asked;
  throw new RangeError(`Not a chapter of this map: ${asked}`);
}

/**
 * Return what a chapter sets in the state of the page; nothing without a chapter.
 *
 * @param {Scene} scene
 * @param {number|null} number
 * @returns {Partial<State>}
 */
export function chosenBy({ chapters }, number) {
  if (!Number.isInteger(number)) return {};
  const { date, known, since, how } = chapters[number - 1];
  return { date, known, since, ...(since !== null && { how }) };
}

/**
 * Test whether the reader has moved on from the chapter of a state. Another way to compare does
 * not count.
 *
 * @param {Scene} scene
 * @param {State} state
 * @returns {boolean}
 */
export function isLeft(scene, state) {
  const chosen = Object.entries(chosenBy(scene, state.chapter));
  return chosen.some(([key, value]) => key !== "how" && state[key] !== value);
}

/**
 * Find which of the boxes, from top to bottom, a horizontal line crosses; -1 if none.
 *
 * @param {{top: number, bottom: number}[]} boxes
 * @param {number} line
 * @returns {number}
 */
export function boxAt(boxes, line) {
  return boxes.findIndex(({ top, bottom }) => top <= line && line < bottom);
}
