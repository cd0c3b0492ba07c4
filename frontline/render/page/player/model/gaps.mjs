// Days without a map, and where the way of drawing changed: what must be said beside the ground.

import { addDays } from "./spans.mjs";

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

/** Write that no map was published: "No map published 3–5 March 2025". */
export function gapWords(gap, { words, say }) {
  return say("no_map_days", { days: words.span(gap) });
}

/** List the breaks of a date. */
export function breaksOn({ breaks = [] }, date) {
  return breaks.filter((each) => each.date === date);
}

/**
 * Find the day that was asked for by its ISO text, or say why there is none to show.
 *
 * The result holds `date`, `message`, or both for a day of the map that has no map.
 */
export function askedDay(scene, text, page) {
  const { dates } = scene;
  const { words, say } = page;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    return { date: null, message: say("not_a_day", { day: dates.at(-1) }) };
  }
  if (!dates.includes(text)) {
    const period = { from: words.full(dates[0]), until: words.full(dates.at(-1)) };
    return { date: null, message: say("not_in_map", { day: text, ...period }) };
  }
  const gap = gapOn(scene, text);
  return { date: text, message: gap ? `${gapWords(gap, page)}.` : "" };
}
