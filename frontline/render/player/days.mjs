// The row of days under the map: where ticks go and which of them are named.

const STRIDES = [1, 2, 3, 5, 7, 10, 14, 21, 30, 60, 91, 182, 365];
const LABEL_GAP_PX = 8;

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

function labelsAt(dates, indices, width, words) {
  return indices.map((i, n) => {
    const text = tickText(dates, i, n > 0 ? indices[n - 1] : null, words);
    return { i, text, x: tickFraction(i, dates.length) * width, half: words.width(text) / 2 };
  });
}

function collide(a, b) {
  return b.x - b.half - (a.x + a.half) < LABEL_GAP_PX;
}

/**
 * Choose the days to name on a row `width` px wide, none touching another.
 *
 * The first and the last day are named where both fit; between them every first, second, third,
 * … day, whichever is the closest that fits. `words` gives the texts and their width in px.
 */
export function dayLabels(dates, width, words) {
  const last = dates.length - 1;
  for (const stride of [...STRIDES.filter((s) => s < last), Math.max(last, 1)]) {
    const indices = dates.map((_, i) => i).filter((i) => i % stride === 0);
    if (indices.at(-1) !== last) {
      const room = last - indices.at(-1) >= stride / 2 || indices.length === 1;
      indices.splice(room ? indices.length : -1, room ? 0 : 1, last);
    }
    const labels = labelsAt(dates, indices, width, words);
    if (labels.every((label, n) => n === 0 || !collide(labels[n - 1], label))) return labels;
  }
  return labelsAt(dates, [0], width, words);
}

/** Tell whether a day of `dayMarks` is one to stop at: control changed or an event began. */
export function isNews(mark) {
  return mark.changes > 0 || mark.began > 0;
}

/** Find the nearest earlier and later days that pass a test, as positions or null. */
export function nearest(marks, position, test) {
  const before = marks.slice(0, position).findLastIndex(test);
  const after = marks.slice(position + 1).findIndex(test);
  return {
    before: before < 0 ? null : before,
    after: after < 0 ? null : position + 1 + after,
  };
}
