// The dates that a map shows: every day, or one per step, which tells of all days since the one before.

import { addDays } from "./dates.mjs";

/**
 * Return the number of the first shown date that is not before a day: the step that it falls in.
 *
 * @param {Day[]} dates
 * @param {Day} day
 * @returns {number} The number of dates for a later day.
 */
export function stepNumber(dates, day) {
  let [low, high] = [0, dates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (dates[middle] < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Return the shown date of a day, or null outside the period.
 *
 * @param {Day[]} dates
 * @param {Day} day
 * @returns {Day|null}
 */
export function shownOn(dates, day) {
  return day < dates[0] ? null : (dates[stepNumber(dates, day)] ?? null);
}

/**
 * Return the first day that a shown date tells of, and the shown date before it, if that is not the
 * day before.
 *
 * @param {Day[]} dates
 * @param {Day} date
 * @returns {{since: Day, eve: Day|null}}
 */
export function stepOf(dates, date) {
  const number = stepNumber(dates, date);
  if (number === 0) return { since: date, eve: null };
  const since = addDays(dates[number - 1], 1);
  return { since, eve: since === date ? null : dates[number - 1] };
}

/**
 * Test whether a day falls in the step of a shown date.
 *
 * @param {Day[]} dates
 * @param {Day|null} day
 * @param {Day} date
 * @returns {boolean}
 */
export function isInStep(dates, day, date) {
  return day !== null && day <= date && day >= stepOf(dates, date).since;
}
