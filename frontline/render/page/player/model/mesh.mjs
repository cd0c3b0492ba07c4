// The ground of a day from arcs and spans: who has each zone, the rings of a class, the front.
//
// A half-edge `h` is arc `h >> 1`, walked backwards where `h` is odd; see codec/ground.mjs.

const METRES = 6371007.180918474; // the radius of the sphere with the area of WGS 84
const E2 = 0.0066943799901413165; // the square of WGS 84's eccentricity

/** Find for each zone what `valueOf` its word is on day number `day`; `none` where it has none. */
export function stateOn({ first, start, end, word }, day, valueOf, none) {
  const state = new Int16Array(first.length - 1).fill(none);
  for (let zone = 0; zone < state.length; zone++) {
    for (let i = first[zone]; i < first[zone + 1]; i++) {
      if (start[i] <= day && day < end[i]) state[zone] = valueOf[word[i]];
    }
  }
  return state;
}

/** Number the side that holds or claims by each word, -1 for none. */
export function sidesOf({ words }) {
  const numbers = new Map();
  return words.map(({ status, side }) => {
    if (status !== "held" && status !== "claimed") return -1;
    if (!numbers.has(side)) numbers.set(side, numbers.size);
    return numbers.get(side);
  });
}

/**
 * List for each value up to `values` the rings of half-edges around the zones that have it.
 *
 * A zone that stays bare may lack a part of its border, and has no value here.
 */
export function ringsOf({ count, left, after }, state, values) {
  const valueOf = (half) => (left[half] < 0 ? -1 : state[left[half]]);
  const seen = new Uint8Array(2 * count);
  const found = Array.from({ length: values }, () => []);
  for (let half = 0; half < 2 * count; half++) {
    const value = valueOf(half);
    if (seen[half] || value < 0 || valueOf(half ^ 1) === value) continue;
    const ring = [];
    for (let at = half; !seen[at]; ) {
      seen[at] = 1;
      ring.push(at);
      at = after[at];
      while (valueOf(at ^ 1) === value) at = after[at ^ 1];
    }
    found[value].push(ring);
  }
  return found;
}

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

/** Join arcs that meet end to end, and no third with them, into lines of half-edges. */
export function chainsOf({ origin }, arcs) {
  const at = new Map();
  for (const arc of arcs) {
    for (const half of [2 * arc, 2 * arc + 1]) {
      if (at.has(origin[half])) at.get(origin[half]).push(half);
      else at.set(origin[half], [half]);
    }
  }
  const used = new Set();
  const grow = (half) => {
    const chain = [];
    for (let next = half; next !== undefined; ) {
      used.add(next >> 1);
      chain.push(next);
      const meeting = at.get(origin[next ^ 1]);
      next = meeting.length === 2 ? meeting.find((each) => !used.has(each >> 1)) : undefined;
    }
    return chain;
  };
  const chains = [];
  for (const arc of arcs) {
    if (used.has(arc)) continue;
    const forth = grow(2 * arc);
    const back = grow(2 * arc + 1).slice(1);
    chains.push([...back.reverse().map((half) => half ^ 1), ...forth]);
  }
  return chains;
}

/** List the vertices of a half-edge as `[lon, lat]`. */
export function lineOf({ first, x, y, perDegree }, half) {
  const line = [];
  for (let i = first[half >> 1]; i < first[(half >> 1) + 1]; i++) {
    line.push([x[i] / perDegree, y[i] / perDegree]);
  }
  return half & 1 ? line.reverse() : line;
}

/** Find the zone that a point lies in, by the even-odd rule over each zone's border; -1 for none. */
export function zoneAt({ count, first, left, x, y, perDegree }, [lon, lat]) {
  const [px, py] = [lon * perDegree, lat * perDegree];
  const crossed = new Map();
  for (let arc = 0; arc < count; arc++) {
    const [a, b] = [left[2 * arc], left[2 * arc + 1]];
    for (let i = first[arc]; i < first[arc + 1] - 1; i++) {
      if (y[i] > py === y[i + 1] > py) continue;
      if (px >= x[i] + ((py - y[i]) / (y[i + 1] - y[i])) * (x[i + 1] - x[i])) continue;
      crossed.set(a, !crossed.get(a));
      crossed.set(b, !crossed.get(b));
    }
  }
  for (const [zone, odd] of crossed) if (odd && zone >= 0) return zone;
  return -1;
}

/** Measure how much of the ellipsoid lies between the equator and a latitude, from its sine. */
function belted(sine) {
  const e = Math.sqrt(E2);
  return (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.atanh(e * sine) / e);
}

const HEMISPHERE = belted(1);

/** Turn a latitude into that of the sphere with the same areas. */
function authalic(lat) {
  return Math.asin(belted(Math.sin(lat)) / HEMISPHERE);
}

/**
 * Measure the area in km² between each arc and the equator, its edges great circles of the sphere
 * of equal area: the spherical excess, below 0 where the arc leads west.
 *
 * Summed around ground they leave what it holds. Against geodesics on the ellipsoid the error is
 * below 1e-6 of the whole.
 */
export function arcAreas({ count, first, x, y, perDegree }) {
  const radians = Math.PI / 180 / perDegree;
  const tangent = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) tangent[i] = Math.tan(authalic(y[i] * radians) / 2);
  const km2 = new Float64Array(count);
  for (let arc = 0; arc < count; arc++) {
    let sum = 0;
    for (let i = first[arc]; i < first[arc + 1] - 1; i++) {
      const across = Math.tan(((x[i + 1] - x[i]) * radians) / 2);
      const a = tangent[i];
      const b = tangent[i + 1];
      sum += 2 * Math.atan((across * (a + b)) / (1 + a * b));
    }
    km2[arc] = (sum * METRES * METRES) / 1e6;
  }
  return km2;
}

/** Measure the area of each zone in km², from those of `arcAreas`. */
export function zoneAreas({ count, left, runs }, km2) {
  const found = new Float64Array(runs.now.first.length - 1);
  for (let arc = 0; arc < count; arc++) {
    if (left[2 * arc] >= 0) found[left[2 * arc]] -= km2[arc];
    if (left[2 * arc + 1] >= 0) found[left[2 * arc + 1]] += km2[arc];
  }
  return found;
}

/** Measure what a ring of half-edges holds in km²; below 0 around a hole. */
export function ringArea(km2, ring) {
  return ring.reduce((sum, half) => sum + (half & 1 ? km2[half >> 1] : -km2[half >> 1]), 0);
}
