// Half-edges → rings around zones of equal value, and lines of connected arcs.
//
// Half-edge `h` is arc `h >> 1`, reversed if `h` is odd; see codec/pack.mjs.

/**
 * List the rings of half-edges around the zones of each value.
 *
 * Zones that are always bare have value -1, as parts of their borders may be missing.
 *
 * @param {Pick<Mesh, "count" | "left" | "after">} mesh
 * @param {ArrayLike<number>} state The value of each zone, or -1.
 * @param {number} values The number of values.
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
    for (let edge = half; !seen[edge];) {
      seen[edge] = 1;
      ring.push(edge);
      edge = after[edge];
      while (valueOf(edge ^ 1) === value) edge = after[edge ^ 1];
    }
    rings[value].push(ring);
  }
  return rings;
}

/**
 * Join arcs into lines of half-edges at nodes where exactly two of them meet.
 *
 * @param {Pick<Mesh, "origin">} mesh
 * @param {number[]} arcs
 * @returns {Ring[]}
 */
export function joinArcs({ origin }, arcs) {
  const halvesAt = new Map();
  for (const arc of arcs) {
    for (const half of [2 * arc, 2 * arc + 1]) {
      if (halvesAt.has(origin[half])) halvesAt.get(origin[half]).push(half);
      else halvesAt.set(origin[half], [half]);
    }
  }
  const used = new Set();
  const grow = (half) => {
    const chain = [];
    for (let next = half; next !== undefined;) {
      used.add(next >> 1);
      chain.push(next);
      const meeting = halvesAt.get(origin[next ^ 1]);
      next = meeting.length === 2 ? meeting.find((candidate) => !used.has(candidate >> 1)) : undefined;
    }
    return chain;
  };
  const chains = [];
  for (const arc of arcs) {
    if (used.has(arc)) continue;
    const forward = grow(2 * arc);
    const backward = grow(2 * arc + 1).slice(1);
    chains.push([...backward.reverse().map((half) => half ^ 1), ...forward]);
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
