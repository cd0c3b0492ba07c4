// The area of each class on every day, in km², and a readable scale for it.

import { spanDays } from "./day_ticks.mjs";

const FLAT_SHARE = 0.3;
const TICKS = 2.5;

/**
 * Return the classes whose areas are measured, and the number of each word's class; -1 for bare land
 * and for the side that initially held everything.
 *
 * @param {Scene} scene
 * @returns {{used: {style: ControlClass, i: number}[], numbers: number[]}}
 */
export function measuredClasses({ mesh, classes, start }) {
  const numbers = mesh.words.map((word) => {
    if (word.bare || word.status === "unknown" || word.side === (start?.side ?? "")) return -1;
    return classes.findIndex(({ status, side }) => status === word.status && side === word.side);
  });
  const used = classes.map((style, i) => ({ style, i })).filter(({ i }) => numbers.includes(i));
  return { used, numbers: numbers.map((i) => used.findIndex((entry) => entry.i === i)) };
}

/**
 * Measure the areas of `count` classes on every day, in km².
 *
 * @param {Pick<Mesh, "runs" | "days">} mesh
 * @param {ArrayLike<number>} km2 The area of each zone.
 * @param {Clock} known
 * @param {number[]} numbers The class of each word, or -1.
 * @param {number} count
 * @param {boolean[]} missing Whether each day has no map.
 * @returns {Float64Array[]}
 */
export function areaSeries({ runs, days }, km2, known, numbers, count, missing) {
  const { first, start, end, word } = runs[known];
  const steps = Array.from({ length: count }, () => new Float64Array(days + 1));
  for (let zone = 0; zone < first.length - 1; zone++) {
    for (let i = first[zone]; i < first[zone + 1]; i++) {
      const number = numbers[word[i]];
      if (number < 0) continue;
      steps[number][start[i]] += km2[zone];
      steps[number][end[i]] -= km2[zone];
    }
  }
  return steps.map((series) => {
    let sum = 0;
    return series.subarray(0, days).map((step, day) => {
      sum += step;
      return missing[day] ? NaN : Math.max(0, sum);
    });
  });
}

/**
 * Return the first and the last day of a range with a value.
 *
 * @param {ArrayLike<number>} values
 * @param {number} from
 * @param {number} until
 * @returns {number[]|null}
 */
export function measuredEnds(values, from, until) {
  const days = spanDays(from, until).filter((day) => !Number.isNaN(values[day]));
  return days.length > 0 ? [days[0], days.at(-1)] : null;
}

/**
 * Choose how to draw the series of a range: stacked from 0 or, if that would look flat, each as its
 * change since the first day with a map.
 *
 * @param {ArrayLike<number>[]} series
 * @param {number} from
 * @param {number} until
 * @returns {Chart}
 */
export function chartOf(series, from, until) {
  const days = spanDays(from, until);
  const total = days.map((day) => series.reduce((sum, values) => sum + values[day], 0));
  const shown = total.filter((value) => !Number.isNaN(value));
  if (shown.length === 0) shown.push(0);
  const peak = Math.max(0, ...shown);
  const change = peak - Math.min(...shown) < FLAT_SHARE * peak;
  let bottom = days.map(() => 0);
  const lines = series.map((values) => {
    const base = change ? values[measuredEnds(values, from, until)?.[0]] : 0;
    const low = change ? days.map(() => 0) : bottom;
    const high = days.map((day, n) => low[n] + values[day] - base);
    if (!change) bottom = high;
    return { low, high };
  });
  const values = lines.flatMap(({ high }) => high).filter((value) => !Number.isNaN(value));
  return { change, lines, min: Math.min(0, ...values), max: Math.max(0, ...values) };
}

/**
 * List two or three round values in a range, without 0.
 *
 * @param {number} min
 * @param {number} max
 * @returns {number[]}
 */
export function niceTicks(min, max) {
  const rough = (max - min) / TICKS;
  if (!(rough > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((factor) => factor >= rough);
  const ticks = [];
  for (let n = Math.ceil(min / step); n * step <= max; n++) if (n !== 0) ticks.push(n * step);
  return ticks;
}

/**
 * Write daily values as an SVG path with a step per day and gaps for NaN.
 *
 * A day is a band of equal width around its position on the row, cut at both ends.
 *
 * @param {ArrayLike<number>} high
 * @param {ArrayLike<number>|null} low The lower edge, if the path is closed.
 * @param {number} width The width of the row in px.
 * @param {(value: number) => number} y Returns the y of a value in px.
 * @returns {string}
 */
export function stepPath(high, low, width, y) {
  const gap = width / Math.max(high.length - 1, 1);
  const edge = (n) => Math.min(width, Math.max(0, (n - 0.5) * gap)).toFixed(1);
  const forward = (values, from, to) => {
    let d = "";
    for (let n = from; n < to; n++) {
      if (n === from || values[n] !== values[n - 1]) d += `V${y(values[n]).toFixed(1)}`;
      d += `H${edge(n + 1)}`;
    }
    return d;
  };
  const backward = (values, from, to) => {
    let d = "";
    for (let n = to - 1; n >= from; n--) d += `V${y(values[n]).toFixed(1)}H${edge(n)}`;
    return d;
  };
  let d = "";
  for (let from = 0; from < high.length; from++) {
    if (Number.isNaN(high[from])) continue;
    let to = from + 1;
    while (to < high.length && !Number.isNaN(high[to])) to++;
    d += `M${edge(from)} ${y(high[from]).toFixed(1)}${forward(high, from, to)}`;
    if (low) d += `${backward(low, from, to)}Z`;
    from = to;
  }
  return d;
}
