// The state, a frozen record of the reader's choices, and its permitted changes.

import { chapterNumber, chapterState } from "./chapters.mjs";
import { rangeWithin } from "./day_ticks.mjs";
import { gapOn } from "./gaps.mjs";
import { CLOCKS } from "./knowledge.mjs";
import { shownOn } from "./steps.mjs";

/** The ways to compare two days: shaded changes, a swipe, two maps side by side. */
export const COMPARISONS = ["shade", "swipe", "beside"];

/**
 * Return the opening state of a map: the author's settings, otherwise the defaults.
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

/** Return the number of the shown date of a day. */
function positionIn({ dates }, date) {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date);
  const day = isDay ? shownOn(dates, date) : null;
  if (day === null) throw new RangeError(`Not a day of this map: ${date}`);
  return dates.indexOf(day);
}

function checkedChoice(choices, value, message) {
  if (!choices.includes(value)) throw new RangeError(`${message}: ${value}`);
  return value;
}

function checkedSince(scene, date) {
  if (date === null) return null;
  const day = scene.dates[positionIn(scene, date)];
  if (gapOn(scene, day)) throw new RangeError(`A day without a map: ${day}`);
  return day;
}

/** Widen the range to contain a requested day, or move the day into a requested range. */
function dateAndRange(scene, state, request) {
  const { dates } = scene;
  const days = (request.range ?? state.range).map((day) => positionIn(scene, day));
  const date = positionIn(scene, request.date ?? state.date);
  if (!request.range) {
    const range = [Math.min(days[0], date), Math.max(days[1], date)];
    return { date: dates[date], range: range.map((day) => dates[day]) };
  }
  const [from, until] = rangeWithin(days[0], days[1], dates.length);
  return { date: dates[Math.min(Math.max(date, from), until)], range: [dates[from], dates[until]] };
}

/**
 * Return the state after changes to one or several keys.
 *
 * A chapter sets its own date, clock and date of comparison, unless they are requested as well. If
 * nothing changes, the result is the given state.
 *
 * @param {Scene} scene
 * @param {State} state
 * @param {Partial<State>} request
 * @returns {State}
 * @throws {RangeError} If the map does not have the requested date, chapter or language.
 */
export function changedState(scene, state, request) {
  const chapter = chapterNumber(scene, request.chapter === undefined ? state.chapter : request.chapter);
  const changes = { ...chapterState(scene, request.chapter), ...request };
  const next = {
    ...state,
    ...dateAndRange(scene, state, changes),
    known: checkedChoice(CLOCKS, changes.known ?? state.known, 'Neither "then" nor "now"'),
    since: checkedSince(scene, changes.since === undefined ? state.since : changes.since),
    how: checkedChoice(COMPARISONS, changes.how ?? state.how, "Not a way to compare"),
    language: checkedChoice(
      scene.languages,
      changes.language ?? state.language,
      "Not a language of this map",
    ),
    chapter,
  };
  if (Object.keys(next).every((key) => String(next[key]) === String(state[key]))) return state;
  return Object.freeze({ ...next, range: Object.freeze(next.range) });
}
