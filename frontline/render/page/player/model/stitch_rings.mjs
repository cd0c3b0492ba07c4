// Half-edges → rings around the zones of one value, and lines of arcs that meet.
//
// Half-edge `h` is arc `h >> 1`, walked backwards where `h` is odd; see codec/pack.mjs.

/**
 * List the rings of half-edges around the zones of each value.
 *
 * Zones that stay bare may lack a part of their border: they have no value here.
 *
 * @param {Pick<Mesh, "count" | "left" | "after">} mesh
 * @param {ArrayLike<number>} state The value of each zone, or -1.
 * @param {number} values How many values there are.
 * @returns {Ring[][]}
 */
export function stitchRings({ count, left, after }, state, values) {
  const valueOf = (half) => (left[half] < 0 ? -1 : state[left[half]]);
  const seen = new Uint8Array(2 * count);
  const rings = Array.from({ length: values }, () => []);
  for (let half = 0; half < 2 * count; half++) {
    const value = valueOf(half);
    if (seen[half] || value < 0 || valueOf(half ^ 1) === value) continue;
    const ring = [];
    for (let at = half; !seen[at];) {
      seen[at] = 1;
      ring.push(at);
      at = after[at];
      while (valueOf(at ^ 1) === value) at = after[at ^ 1];
    }
    rings[value].push(ring);
  }
  return rings;
}

/**
 * Join arcs that meet end to end, and no third with them, into lines of half-edges.
 *
 * @param {Pick<Mesh, "origin">} mesh
 * @param {number[]} arcs
 * @returns {Ring[]}
 */
export function joinArcs({ origin }, arcs) {
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
    for (let next = half; next !== undefined;) {
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

/**
 * List the vertices of a half-edge.
 *
 * @param {Arcs} arcs
 * @param {number} half
 * @returns {LonLat[]}
 */
export function lineOf({ first, x, y, perDegree }, half) {
  const line = [];
  for (let i = first[half >> 1]; i < first[(half >> 1) + 1]; i++) {
    line.push([x[i] / perDegree, y[i] / perDegree]);
  }
  return half & 1 ? line.reverse() : line;
}
