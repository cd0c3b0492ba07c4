// The row of days under the map: where ticks go and which of them are named.

const STRIDES = [1, 2, 3, 5, 7, 10, 14];
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];
const SIGN_PX = 12;
const LABEL_GAP_PX = 8;
/** What stands beside the row is empty so far. */
const EDGE_ROOM_PX = 10;
const PLAYED_S = 90;

/** Tell how far along the row day `i` of `count` lies, from 0 to 1. */
export function tickFraction(i, count) {
  return count > 1 ? i / (count - 1) : 0;
}

function tickText(dates, i, before, words) {
  if (before === null || i === dates.length - 1) return words.dayMonth(dates[i]);
  if (dates[i].slice(0, 4) !== dates[before].slice(0, 4)) return words.dayMonthYear(dates[i]);
  if (dates[i].slice(0, 7) !== dates[before].slice(0, 7)) return words.dayMonth(dates[i]);
  return words.day(dates[i]);
}

function collide(a, b) {
  return b.x - b.half - (a.x + a.half) < LABEL_GAP_PX;
}

/** Name days, or give null as soon as a name touches the one before: each is measured on the page. */
function labelsAt(dates, indices, width, words) {
  const labels = [];
  for (const [n, i] of indices.entries()) {
    const text = tickText(dates, i, n > 0 ? indices[n - 1] : null, words);
    const half = words.width(text) / 2;
    const [least, most] = [half - EDGE_ROOM_PX, width + EDGE_ROOM_PX - half];
    const x = Math.max(least, Math.min(most, tickFraction(i, dates.length) * width));
    const label = { i, text, x, half };
    if (n > 0 && collide(labels[n - 1], label)) return null;
    labels.push(label);
  }
  return labels;
}

function monthLabels(dates, width, words) {
  const firsts = dates.map((_, i) => i).filter((i) => dates[i].endsWith("-01"));
  for (const stride of MONTHS) {
    const numberOf = (day) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1;
    const indices = firsts.filter((i) => numberOf(dates[i]) % stride === 0);
    const labels = indices.map((i, n) => {
      const turns = n === 0 || dates[indices[n - 1]].slice(0, 4) !== dates[i].slice(0, 4);
      const text = turns ? words.monthYear(dates[i]) : words.month(dates[i]);
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
 * Choose the days to name on a row `width` px wide, none touching another.
 *
 * The first and the last day are named where both fit; between them every first, second, third,
 * … day, whichever is the closest that fits. Of more days the months are named where they begin,
 * with the year where it turns. `words` gives the texts and their width in px.
 */
export function dayLabels(dates, width, words) {
  const last = dates.length - 1;
  for (const stride of [...STRIDES.filter((s) => s < last), ...(last < 45 ? [Math.max(last, 1)] : [])]) {
    if ((last / stride) * LABEL_GAP_PX > width) continue; // not even the gaps have room
    const indices = dates.map((_, i) => i).filter((i) => i % stride === 0);
    if (indices.at(-1) !== last) {
      const room = last - indices.at(-1) >= stride / 2 || indices.length === 1;
      indices.splice(room ? indices.length : -1, room ? 0 : 1, last);
    }
    const labels = labelsAt(dates, indices, width, words);
    if (labels !== null) return labels;
  }
  const months = monthLabels(dates, width, words);
  return months.length > 1 ? months : labelsAt(dates, [0], width, words);
}

/** List the numbers of the days from one to another, both included. */
export function spanDays(from, until) {
  return Array.from({ length: until - from + 1 }, (_, n) => from + n);
}

/** Keep a range of days within `count` and its start before its end. */
export function rangeWithin(from, until, count) {
  const keep = (day, low, high) => Math.min(Math.max(Math.round(day), low), high);
  const start = keep(Math.min(from, until), 0, Math.max(count - 2, 0));
  return [start, keep(Math.max(from, until), Math.min(start + 1, count - 1), count - 1)];
}

/** Choose how many days a second are played of so many: the slowest that ends within `PLAYED_S`. */
export function speedFor(count, speeds) {
  return speeds.find((speed) => speed >= 1 && count / speed <= PLAYED_S) ?? speeds.at(-1);
}

/** List the days that pass a test; none where their marks would be a wall on a row of that width. */
export function fewMarks(marks, width, test) {
  const found = [...marks.keys()].filter((i) => test(marks[i]));
  return found.length * SIGN_PX > width ? [] : found;
}

/** Tell whether a day of `dayMarks` is one to stop at: ground or control changed, an event began. */
export function isNews(mark) {
  return mark.changes > 0 || mark.moved || mark.began > 0;
}

/** Find the nearest earlier and later days that pass a test, as positions or null. */
export function nearestDays(marks, position, test) {
  let [before, after] = [position - 1, position + 1];
  while (before >= 0 && !test(marks[before])) before--;
  while (after < marks.length && !test(marks[after])) after++;
  return { before: before < 0 ? null : before, after: after < marks.length ? after : null };
}
