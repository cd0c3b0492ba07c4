// Two days of one ground → which ground passed from whom to whom, drawn and measured.

import { ringArea } from "./areas.mjs";
import { ringsOf } from "./stitch_rings.mjs";
import { stateOn } from "./zone_states.mjs";

const UNTOLD = 0;

/** Number what each word says of control: the `controls`, the first of them unknown. */
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
 * List the ways in which ground passed from one day to another, days as numbers: the controls
 * `was` and `now`, and the `rings` of half-edges around that ground.
 */
export function passings(mesh, known, from, to) {
  const { controls, numbers } = controlsOf(mesh);
  const [before, after] = [from, to].map((day) => stateOn(mesh.runs[known], day, numbers, UNTOLD));
  const ways = new Map();
  const state = before.map((was, zone) => {
    const way = was * controls.length + after[zone];
    if (was === after[zone]) return -1;
    if (!ways.has(way)) ways.set(way, ways.size);
    return ways.get(way);
  });
  const rings = ringsOf(mesh, state, ways.size);
  return [...ways].map(([way, i]) => ({
    was: controls[Math.floor(way / controls.length)],
    now: controls[way % controls.length],
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

/** Measure the patches that rings enclose, in km²: holes belong to the smallest ring around. */
function patchesOf(mesh, km2, rings) {
  const sized = rings.map((ring) => ({ ring, km2: ringArea(km2, ring) }));
  const patches = sized.filter((each) => each.km2 > 0).sort((a, b) => a.km2 - b.km2);
  for (const hole of sized.filter((each) => each.km2 <= 0)) {
    // Half way along an edge of the hole: no other ring passes there.
    const [a, b] = [mesh.first[hole.ring[0] >> 1], mesh.first[hole.ring[0] >> 1] + 1];
    const [x, y] = [(mesh.x[a] + mesh.x[b]) / 2, (mesh.y[a] + mesh.y[b]) / 2];
    const around = (each) => each.km2 > -hole.km2 && holds(mesh, each.ring, x, y);
    const patch = patches.find(around);
    if (patch) patch.holes = (patch.holes ?? 0) + hole.km2;
  }
  return patches.map((patch) => patch.km2 + (patch.holes ?? 0));
}

/**
 * Add up for each side what it gained and lost in km², and what passed in slivers, patches below
 * `sliver` km², which are neither.
 */
export function tallyOf(mesh, km2, passed, sliver) {
  const sides = new Map();
  let slivers = 0;
  const add = (side, key, value) => {
    if (!sides.has(side)) sides.set(side, { side, gain_km2: 0, loss_km2: 0 });
    sides.get(side)[key] += value;
  };
  for (const { was, now, rings } of passed) {
    const patches = patchesOf(mesh, km2, rings);
    const whole = patches.filter((patch) => patch >= sliver).reduce((a, b) => a + b, 0);
    slivers += patches.filter((patch) => patch < sliver).reduce((a, b) => a + b, 0);
    if (was.side === now.side || whole === 0) continue;
    if (now.side !== null) add(now.side, "gain_km2", whole);
    if (was.side !== null) add(was.side, "loss_km2", whole);
  }
  return { sides: [...sides.values()], slivers_km2: slivers };
}

/** Gather the rings of ground gained by each side, and of ground lost to none: `{side, gain}`. */
export function shades(passed) {
  const found = new Map();
  for (const { was, now, rings } of passed) {
    if (was.side === now.side) continue;
    const [side, gain] = now.side === null ? [was.side, false] : [now.side, true];
    const key = `${gain} ${side}`;
    if (!found.has(key)) found.set(key, { side, gain, rings: [] });
    found.get(key).rings.push(...rings);
  }
  return [...found.values()];
}
