// What the reader has chosen: one frozen value in plain words, and what may become of it.

import { chapterNumber, chosenBy } from "./chapters.mjs";
import { rangeWithin } from "./day_ticks.mjs";
import { gapOn } from "./gaps.mjs";
import { CLOCKS } from "./knowledge.mjs";

/** The ways to compare two days: changes shaded on one map, a map cut in two, two maps. */
export const WAYS = ["shade", "swipe", "beside"];

/**
 * Return the state with which a map opens: what its author set, otherwise the defaults.
 *
 * @param {Scene} scene
 * @returns {State}
 */
export function firstState({ dates, opens, opening, language }) {
  const range = Object.freeze([dates[0], dates.at(-1)]);
  /** @type {State} */
  const first = { date: opens, known: "now", range, since: null, how: "shade", language, chapter: null };
  return Object.freeze({ ...first, ...opening, chapter: null });
}

function positionIn({ dates }, asked) {
  const day = dates.indexOf(asked);
  if (day < 0) throw new RangeError(`Not a day of this map: ${asked}`);
  return day;
}

function oneOf(choices, asked, what) {
  if (!choices.includes(asked)) throw new RangeError(`${what}: ${asked}`);
  return asked;
}

function comparable(scene, asked) {
  if (asked === null) return null;
  positionIn(scene, asked);
  if (gapOn(scene, asked)) throw new RangeError(`A day without a map: ${asked}`);
  return asked;
}

/** Widen a range for a day that was asked for, or move the day into the range that was. */
function placed(scene, state, asked) {
  const { dates } = scene;
  const days = (asked.range ?? state.range).map((day) => positionIn(scene, day));
  const date = positionIn(scene, asked.date ?? state.date);
  if (!asked.range) {
    const range = [Math.min(days[0], date), Math.max(days[1], date)];
    return { date: dates[date], range: range.map((day) => dates[day]) };
  }
  const [from, until] = rangeWithin(days[0], days[1], dates.length);
  return { date: dates[Math.min(Math.max(date, from), until)], range: [dates[from], dates[until]] };
}

/**
 * Change a state by what is asked for, several keys at once.
 *
 * A chapter brings its own date, clock and date of comparison, unless they are asked for as well.
 * The result is the state itself where nothing changes.
 *
 * @param {Scene} scene
 * @param {State} state
 * @param {Partial<State>} wanted
 * @returns {State}
 * @throws {RangeError} If the map does not have what is asked for; the state stays as it is.
 */
export function changedState(scene, state, wanted) {
  const chapter = chapterNumber(scene, wanted.chapter === undefined ? state.chapter : wanted.chapter);
  const asked = { ...chosenBy(scene, wanted.chapter), ...wanted };
  const next = {
    ...state,
    ...placed(scene, state, asked),
    known: oneOf(CLOCKS, asked.known ?? state.known, 'Neither "then" nor "now"'),
    since: comparable(scene, asked.since === undefined ? state.since : asked.since),
    how: oneOf(WAYS, asked.how ?? state.how, "Not a way to compare"),
    language: oneOf(scene.languages, asked.language ?? state.language, "Not a language of this map"),
    chapter,
  };
  if (Object.keys(next).every((key) => String(next[key]) === String(state[key]))) return state;
  return Object.freeze({ ...next, range: Object.freeze(next.range) });
}
