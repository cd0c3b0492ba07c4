// Days without a map, and days on which the mapping method changed.

import { addDays } from "./dates.mjs";

/** Join stretches of days, half-open, that overlap or meet. */
export function joinedGaps(missing) {
  const joined = [];
  for (const [start, end] of [...missing].sort()) {
    const before = joined.at(-1);
    if (before && start <= before[1]) before[1] = end > before[1] ? end : before[1];
    else joined.push([start, end]);
  }
  return joined;
}

/** Find the stretch of days without a map that a date lies in, or null. */
export function gapOn({ missing }, date) {
  const gap = missing.find(([start, end]) => start <= date && date < end);
  return gap ? { start: gap[0], end: gap[1], when: "" } : null;
}

/** Find the last day with a map before a date that follows a gap; null where no gap ends on it. */
export function dayBeforeGap({ missing, dates }, date) {
  const gap = missing.find(([, end]) => end === date);
  if (!gap) return null;
  const day = addDays(gap[0], -1);
  return dates.includes(day) ? day : null;
}

/** List the breaks of a date. */
export function breaksOn({ breaks = [] }, date) {
  return breaks.filter((each) => each.date === date);
}
