// Zones and their camps → the arcs of the front line, on one day or on all days.

import { lengthOf } from "./lengths.mjs";
import { lineOf } from "./stitch_rings.mjs";
import { campNumbers, zoneValues } from "./zone_states.mjs";

export const NOBODY = -1;

/**
 * List the arcs between zones of different camps.
 *
 * @param {Pick<Mesh, "count" | "left">} mesh
 * @param {ArrayLike<number>} camps The number of the camp of each zone, or -1.
 * @returns {number[]}
 */
export function frontArcs({ count, left }, camps) {
  const arcs = [];
  for (let arc = 0; arc < count; arc++) {
    const [a, b] = [left[2 * arc], left[2 * arc + 1]];
    if (a < 0 || b < 0 || camps[a] < 0 || camps[b] < 0 || camps[a] === camps[b]) continue;
    arcs.push(arc);
  }
  return arcs;
}

/** Make the test whether an arc separates opponents on any day, by either clock. */
function separatesOpponents({ left, runs }, campOf) {
  if (new Set(campOf.filter((camp) => camp >= 0)).size < 2) return () => false;
  const meetOn = ({ first, start, end, word }, a, b) => {
    for (let i = first[a]; i < first[a + 1]; i++) {
      for (let j = first[b]; j < first[b + 1]; j++) {
        const [campA, campB] = [campOf[word[i]], campOf[word[j]]];
        if (campA < 0 || campB < 0 || campA === campB) continue;
        if (start[i] < end[j] && start[j] < end[i]) return true;
      }
    }
    return false;
  };
  return (arc) => {
    const [a, b] = [left[2 * arc], left[2 * arc + 1]];
    return a >= 0 && b >= 0 && Object.values(runs).some((clock) => meetOn(clock, a, b));
  };
}

/**
 * List the arcs that separate opponents on any day, by either clock.
 *
 * @param {Mesh} mesh
 * @param {number[]} campOf The number of the camp of each word, or -1.
 * @returns {number[]}
 */
export function everFrontArcs(mesh, campOf) {
  return [...Array(mesh.count).keys()].filter(separatesOpponents(mesh, campOf));
}

/**
 * Test whether opponents ever meet.
 *
 * @param {Scene} scene
 * @returns {boolean}
 */
export function hasFront(scene) {
  const { mesh } = scene;
  return [...Array(mesh.count).keys()].some(separatesOpponents(mesh, campNumbers(scene)));
}

/**
 * Return the word of each zone on a date, or -1.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {Int16Array}
 */
export function zoneWords({ scene, known }, date) {
  const { mesh, dates } = scene;
  return zoneValues(mesh.runs[known], dates.indexOf(date), [...mesh.words.keys()], NOBODY);
}

/**
 * List the arcs of the front line on a date.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {number[]}
 */
export function frontArcsOn(index, date) {
  const [words, camps] = [zoneWords(index, date), campNumbers(index.scene)];
  return frontArcs(index.scene.mesh, words.map((word) => (word === NOBODY ? NOBODY : camps[word])));
}

/**
 * Tell why a date has no front line: contested ground lies where a side ends, or no two sides meet;
 * "" if it has one, or the map has no areas.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {"" | "contested" | "apart"}
 */
export function frontless(index, date) {
  const { mesh } = index.scene;
  const words = zoneWords(index, date);
  if (words.length === 0 || frontArcsOn(index, date).length > 0) return "";
  const isContested = (word) => word !== NOBODY && mesh.words[word].status === "contested";
  return words.some(isContested) ? "contested" : "apart";
}

/**
 * Return the total length of the front line on a date in km.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {number}
 */
export function frontKm(index, date) {
  const { mesh } = index.scene;
  return frontArcsOn(index, date).reduce((sum, arc) => sum + lengthOf(lineOf(mesh, 2 * arc)), 0);
}
