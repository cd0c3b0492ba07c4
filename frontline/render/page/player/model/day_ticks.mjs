// The row of days under the map: positions of ticks, and which of them are labelled.

import { addDays } from "./dates.mjs";

const STRIDES = [1, 2, 3, 5, 7, 10, 14];
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
const SIGN_PX = 12;
const LABEL_GAP_PX = 8;
/** Maximum overhang of labels at the ends of the row. */
const EDGE_ROOM_PX = 10;
const PLAY_S = 90;
const FEWEST_DAYS_OF_MONTH = 28;

/**
 * Return the position of a day along a row of days, from 0 to 1.
 *
 * @param {number} i
 * @param {number} count
 * @returns {number}
 */
export function tickFraction(i, count) {
  return count > 1 ? i / (count - 1) : 0;
}

function tickText(dates, i, previous, words) {
  if (previous === null || i === dates.length - 1) return words.dayMonth(dates[i]);
  if (dates[i].slice(0, 4) !== dates[previous].slice(0, 4)) return words.dayMonthYear(dates[i]);
  if (dates[i].slice(0, 7) !== dates[previous].slice(0, 7)) return words.dayMonth(dates[i]);
  return words.day(dates[i]);
}

function collide(a, b) {
  return b.x - b.half - (a.x + a.half) < LABEL_GAP_PX;
}

/** Place the labels of days; stop with null at the first collision, as measuring forces a layout. */
function labelsAt(dates, indices, width, words) {
  const labels = [];
  for (const [n, i] of indices.entries()) {
    const text = tickText(dates, i, n > 0 ? indices[n - 1] : null, words);
    const half = words.width(text) / 2;
    const [min, max] = [half - EDGE_ROOM_PX, width + EDGE_ROOM_PX - half];
    const x = Math.max(min, Math.min(max, tickFraction(i, dates.length) * width));
    const label = { i, text, x, half };
    if (n > 0 && collide(labels[n - 1], label)) return null;
    labels.push(label);
  }
  return labels;
}

/**
 * List the shown dates that begin a number of months, such as 12 for a year.
 *
 * @param {Day[]} dates
 * @param {number} stride
 * @returns {number[]}
 */
export function monthStarts(dates, stride) {
  const numberOf = (day) => Math.floor((12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1) / stride);
  const numbers = dates.map(numberOf);
  const begins = (
    n,
  ) => (n > 0 ? numbers[n] !== numbers[n - 1] : numberOf(addDays(dates[0], -1)) !== numbers[0]);
  return [...dates.keys()].filter(begins);
}

/** Test whether the shown dates are months apart; then days are not worth a label. */
function isCoarse(dates) {
  return dates.length > 2 && addDays(dates[1], FEWEST_DAYS_OF_MONTH) <= dates[2];
}

function monthLabels(dates, width, words) {
  for (const stride of MONTHS) {
    const indices = monthStarts(dates, stride);
    const labels = indices.map((i, n) => {
      const isNewYear = n === 0 || dates[indices[n - 1]].slice(0, 4) !== dates[i].slice(0, 4);
      const month = isNewYear ? words.monthYear(dates[i]) : words.month(dates[i]);
      const text = stride % 12 === 0 && isCoarse(dates) ? words.year(dates[i]) : month;
      return { i, text, x: tickFraction(i, dates.length) * width, half: words.width(text) / 2 };
    });
    const inside = labels.filter(
      ({ x, half }) => x - half >= -EDGE_ROOM_PX && x + half <= width + EDGE_ROOM_PX,
    );
    if (inside.every((label, n) => n === 0 || !collide(inside[n - 1], label))) return inside;
  }
  return [];
}

/**
 * Choose the days to label on a row so that labels do not touch.
 *
 * The first and the last day are labelled if both fit, and between them every day, every second,
 * every third, …, as densely as possible. On a longer row, the first days of months are labelled,
 * with the year where it changes.
 *
 * @param {Day[]} dates
 * @param {number} width The width of the row in px.
 * @param {DateWords & { width(text: string): number }} words Texts of days, and the width of a text in px.
 * @returns {DayLabel[]}
 */
export function dayLabels(dates, width, words) {
  const last = dates.length - 1;
  const strides = [...STRIDES.filter((s) => s < last), ...(last < 45 ? [Math.max(last, 1)] : [])];
  for (const stride of isCoarse(dates) ? [] : strides) {
    if ((last / stride) * LABEL_GAP_PX > width) continue; // not even the gaps have room
    const indices = dates.map((_, i) => i).filter((i) => i % stride === 0);
    if (indices.at(-1) !== last) {
      const fits = last - indices.at(-1) >= stride / 2 || indices.length === 1;
      indices.splice(fits ? indices.length : -1, fits ? 0 : 1, last);
    }
    const labels = labelsAt(dates, indices, width, words);
    if (labels !== null) return labels;
  }
  const months = monthLabels(dates, width, words);
  return months.length > 1 ? months : labelsAt(dates, [0], width, words);
}

/**
 * List the numbers of the days in a range, both ends included.
 *
 * @param {number} from
 * @param {number} until
 * @returns {number[]}
 */
export function spanDays(from, until) {
  return Array.from({ length: until - from + 1 }, (_, n) => from + n);
}

/**
 * Clamp a range of days to a map of `count` days, with its start before its end.
 *
 * @param {number} from
 * @param {number} until
 * @param {number} count
 * @returns {[number, number]}
 */
export function rangeWithin(from, until, count) {
  const keep = (day, low, high) => Math.min(Math.max(Math.round(day), low), high);
  const start = keep(Math.min(from, until), 0, Math.max(count - 2, 0));
  return [start, keep(Math.max(from, until), Math.min(start + 1, count - 1), count - 1)];
}

/**
 * Choose the number of days per second: the slowest speed that ends within `PLAY_S`.
 *
 * @param {number} count
 * @param {number[]} speeds
 * @returns {number}
 */
export function speedFor(count, speeds) {
  return speeds.find((speed) => speed >= 1 && count / speed <= PLAY_S) ?? speeds.at(-1);
}

/**
 * List the days that pass a test; none if their marks would fill the row.
 *
 * @param {DayMark[]} marks
 * @param {number} width The width of the row in px.
 * @param {(mark: DayMark) => unknown} test
 * @returns {number[]}
 */
export function fewMarks(marks, width, test) {
  const positions = [...marks.keys()].filter((i) => test(marks[i]));
  return positions.length * SIGN_PX > width ? [] : positions;
}

/**
 * Test whether a day has news: areas or control changed, or an event began.
 *
 * @param {DayMark} mark
 * @returns {boolean}
 */
export function isNews(mark) {
  return mark.changes > 0 || mark.moved || mark.began > 0;
}

/**
 * Return the nearest earlier and the nearest later day that pass a test.
 *
 * @param {DayMark[]} marks
 * @param {number} position
 * @param {(mark: DayMark) => unknown} test
 * @returns {{before: number|null, after: number|null}}
 */
export function nearestDays(marks, position, test) {
  let [before, after] = [position - 1, position + 1];
  while (before >= 0 && !test(marks[before])) before--;
  while (after < marks.length && !test(marks[after])) after++;
  return { before: before < 0 ? null : before, after: after < marks.length ? after : null };
}
