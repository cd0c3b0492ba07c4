// Two days → the areas that changed control in between, as rings and in km².

import { ringArea } from "./areas.mjs";
import { stitchRings } from "./stitch_rings.mjs";
import { zoneValues } from "./zone_states.mjs";

const UNKNOWN_CONTROL = 0;

/** List the distinct controls and the number of each word's control; control 0 is unknown. */
function controlsOf({ words }) {
  const controls = [{ status: "unknown", side: null }];
  const numbers = words.map(({ status, side }) => {
    const same = (other) => other.status === status && other.side === side;
    const known = controls.findIndex(same);
    return known >= 0 ? known : controls.push({ status, side }) - 1;
  });
  return { controls, numbers };
}

/**
 * List the changes of control between two days, with the rings around the areas that changed.
 *
 * @param {Mesh} mesh
 * @param {Clock} known
 * @param {number} from The number of the earlier day.
 * @param {number} to The number of the later day.
 * @returns {Transfer[]}
 */
export function transfersBetween(mesh, known, from, to) {
  const { controls, numbers } = controlsOf(mesh);
  const [before, after] = [from, to].map((day) =>
    zoneValues(mesh.runs[known], day, numbers, UNKNOWN_CONTROL)
  );
  const numberOf = new Map(); // the number of each transfer, by both controls in one key
  const state = before.map((was, zone) => {
    const key = was * controls.length + after[zone];
    if (was === after[zone]) return -1;
    if (!numberOf.has(key)) numberOf.set(key, numberOf.size);
    return numberOf.get(key);
  });
  const rings = stitchRings(mesh, state, numberOf.size);
  return [...numberOf].map(([key, i]) => ({
    was: controls[Math.floor(key / controls.length)],
    now: controls[key % controls.length],
    rings: rings[i],
  }));
}

function holds({ first, x, y }, ring, px, py) {
  let inside = false;
  for (const half of ring) {
    for (let i = first[half >> 1]; i < first[(half >> 1) + 1] - 1; i++) {
      if (y[i] > py === y[i + 1] > py) continue;
      if (px < x[i] + ((py - y[i]) / (y[i + 1] - y[i])) * (x[i + 1] - x[i])) inside = !inside;
    }
  }
  return inside;
}

/** Measure the patches inside rings in km²; a hole belongs to the smallest ring around it. */
function patchesOf(mesh, km2, rings) {
  const sized = rings.map((ring) => ({ ring, km2: ringArea(km2, ring) }));
  const patches = sized.filter((item) => item.km2 > 0).sort((a, b) => a.km2 - b.km2);
  for (const hole of sized.filter((item) => item.km2 <= 0)) {
    // No other ring passes through the middle of an edge.
    const [a, b] = [mesh.first[hole.ring[0] >> 1], mesh.first[hole.ring[0] >> 1] + 1];
    const [x, y] = [(mesh.x[a] + mesh.x[b]) / 2, (mesh.y[a] + mesh.y[b]) / 2];
    const encloses = (item) => item.km2 > -hole.km2 && holds(mesh, item.ring, x, y);
    const patch = patches.find(encloses);
    if (patch) patch.holes = (patch.holes ?? 0) + hole.km2;
  }
  return patches.map((patch) => patch.km2 + (patch.holes ?? 0));
}

/** Return who has an area: a side, whether it holds or only claims it, or nobody. */
function holderOf({ status, side }) {
  return side === null ? { status, side } : { status: "held", side };
}

/** Sum flows by holder, the largest first: gains and losses as a table from → to. */
function exchangesOf(flows) {
  const sums = new Map();
  for (const { was, now, km2 } of flows) {
    const ends = { was: holderOf(was), now: holderOf(now) };
    const [from, to] = [ends.was, ends.now].map((holder) => JSON.stringify(holder));
    if (from === to) continue;
    const key = from + to;
    sums.set(key, { ...ends, km2: km2 + (sums.get(key)?.km2 ?? 0) });
  }
  return [...sums.values()].sort((a, b) => b.km2 - a.km2);
}

/**
 * Sum the gains and losses of each side, the area of each transfer, and the slivers.
 *
 * @param {Mesh} mesh
 * @param {Float64Array} km2 The areas of arcs, see `arcAreas`.
 * @param {Transfer[]} transfers
 * @param {number} sliver The area in km² below which a patch is a sliver.
 * @returns {Tally}
 */
export function tallyOf(mesh, km2, transfers, sliver) {
  const sides = new Map();
  const flows = [];
  let slivers = 0;
  const add = (side, key, value) => {
    if (!sides.has(side)) sides.set(side, { side, gain_km2: 0, loss_km2: 0 });
    sides.get(side)[key] += value;
  };
  for (const { was, now, rings } of transfers) {
    const patches = patchesOf(mesh, km2, rings);
    const counted = patches.filter((patch) => patch >= sliver).reduce((a, b) => a + b, 0);
    slivers += patches.filter((patch) => patch < sliver).reduce((a, b) => a + b, 0);
    if (counted > 0) flows.push({ was, now, km2: counted });
    if (was.side === now.side || counted === 0) continue;
    if (now.side !== null) add(now.side, "gain_km2", counted);
    if (was.side !== null) add(was.side, "loss_km2", counted);
  }
  flows.sort((a, b) => b.km2 - a.km2);
  return { sides: [...sides.values()], flows, exchanges: exchangesOf(flows), slivers_km2: slivers };
}

/**
 * Group the rings of areas gained by each side, or lost by it to no side.
 *
 * @param {Transfer[]} transfers
 * @returns {Shade[]}
 */
export function shadesOf(transfers) {
  const bySide = new Map();
  for (const { was, now, rings } of transfers) {
    if (was.side === now.side) continue;
    const [side, gain] = now.side === null ? [was.side, false] : [now.side, true];
    const key = `${gain} ${side}`;
    if (!bySide.has(key)) bySide.set(key, { side, gain, rings: [] });
    bySide.get(key).rings.push(...rings);
  }
  return [...bySide.values()];
}
