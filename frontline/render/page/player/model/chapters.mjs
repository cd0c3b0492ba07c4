// The chapters of a story: which one is asked for, what the map shows with it, which one is read.

/** Check a chapter's number, counted from 1, or null for none; throws a RangeError for another. */
export function chapterNumber({ chapters }, asked) {
  if (asked === null || (Number.isInteger(asked) && asked > 0 && asked <= chapters.length)) return asked;
  throw new RangeError(`Not a chapter of this map: ${asked}`);
}

/** Name what a chapter chooses of the state of the page; nothing where none is asked for. */
export function chosenBy({ chapters }, number) {
  if (!Number.isInteger(number)) return {};
  const { date, known, since, how } = chapters[number - 1];
  return { date, known, since, ...(since !== null && { how }) };
}

/** Tell whether the reader has moved on from the chapter of a state; to compare otherwise is not to. */
export function isLeft(scene, state) {
  const chosen = Object.entries(chosenBy(scene, state.chapter));
  return chosen.some(([key, value]) => key !== "how" && state[key] !== value);
}

/** Find which of the boxes, `{top, bottom}` from above down, a line runs through, or -1. */
export function boxAt(boxes, line) {
  return boxes.findIndex(({ top, bottom }) => top <= line && line < bottom);
}
