// Zones and their sides → the arcs of the front line, on one day or on any.

import { lineOf } from "./stitch_rings.mjs";
import { sidesOf, stateOn } from "./zone_states.mjs";

/** List the arcs that part zones of two different sides; `sides` is the side of each zone, or -1. */
export function frontOf({ count, left }, sides) {
  const found = [];
  for (let arc = 0; arc < count; arc++) {
    const [a, b] = [left[2 * arc], left[2 * arc + 1]];
    if (a < 0 || b < 0 || sides[a] < 0 || sides[b] < 0 || sides[a] === sides[b]) continue;
    found.push(arc);
  }
  return found;
}

/** Make the test whether an arc parts two sides on some day of some clock; `sideOf` a word, or -1. */
function partsSides({ left, runs }, sideOf) {
  if (new Set(sideOf.filter((side) => side >= 0)).size < 2) return () => false;
  const meet = ({ first, start, end, word }, a, b) => {
    for (let i = first[a]; i < first[a + 1]; i++) {
      for (let j = first[b]; j < first[b + 1]; j++) {
        const [one, other] = [sideOf[word[i]], sideOf[word[j]]];
        if (one < 0 || other < 0 || one === other) continue;
        if (start[i] < end[j] && start[j] < end[i]) return true;
      }
    }
    return false;
  };
  return (arc) => {
    const [a, b] = [left[2 * arc], left[2 * arc + 1]];
    return a >= 0 && b >= 0 && Object.values(runs).some((clock) => meet(clock, a, b));
  };
}

/** List the arcs that part two different sides on some day of some clock; `sideOf` a word, or -1. */
export function everFront(mesh, sideOf) {
  return [...Array(mesh.count).keys()].filter(partsSides(mesh, sideOf));
}

/** Tell whether two sides ever meet. */
export function hasFront(mesh) {
  return [...Array(mesh.count).keys()].some(partsSides(mesh, sidesOf(mesh)));
}

const KM_PER_DEGREE = 111.195;
export const NOBODY = -1;

/** Find what is said of each zone on a date: the number of its word, or -1. */
export function wordsOn({ scene, known }, date) {
  const { mesh, dates } = scene;
  return stateOn(mesh.runs[known], dates.indexOf(date), [...mesh.words.keys()], NOBODY);
}

export function kmBetween([lon, lat], [lon2, lat2]) {
  const squeeze = Math.cos((((lat + lat2) / 2) * Math.PI) / 180);
  return Math.hypot((lon2 - lon) * squeeze, lat2 - lat) * KM_PER_DEGREE;
}

export function lengthOf(line) {
  return line.slice(1).reduce((sum, at, i) => sum + kmBetween(line[i], at), 0);
}

/** List the arcs of the front of a date. */
export function frontArcsOn(index, date) {
  const { mesh } = index.scene;
  const [words, sides] = [wordsOn(index, date), sidesOf(mesh)];
  return frontOf(mesh, words.map((word) => (word === NOBODY ? NOBODY : sides[word])));
}

/** Measure the whole front of a date. */
export function frontKm(index, date) {
  const { mesh } = index.scene;
  return frontArcsOn(index, date).reduce((sum, arc) => sum + lengthOf(lineOf(mesh, 2 * arc)), 0);
}
