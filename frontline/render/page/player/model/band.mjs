// The band in which the front lies: pieces with days of their own, drawn as one.

/**
 * Lay the arcs of a band end to end, in steps of the grid.
 *
 * @param {Band} band
 * @param {number} perDegree
 * @returns {Arcs}
 */
export function bandMesh({ arcs }, perDegree) {
  const first = new Int32Array(arcs.length + 1);
  arcs.forEach((arc, n) => {
    first[n + 1] = first[n] + arc.length;
  });
  const steps = (axis) => Int32Array.from(arcs.flat(), (at) => Math.round(at[axis] * perDegree));
  return { count: arcs.length, first, x: steps(0), y: steps(1), perDegree };
}

function halfOf(number) {
  return number < 0 ? 2 * ~number + 1 : 2 * number;
}

/** List the half-edges around all pieces of a date: what lies between two of them is inside. */
function border({ zones }, known, date) {
  const halves = new Map();
  for (const { polygons, ...days } of zones) {
    if (!days[known].some(([start, end]) => start <= date && date < end)) continue;
    for (const half of polygons.flat(2).map(halfOf)) {
      if (!halves.delete(half >> 1)) halves.set(half >> 1, half);
    }
  }
  return [...halves.values()];
}

/**
 * List the rings of half-edges around the band on a date.
 *
 * @param {Band} band
 * @param {Clock} known
 * @param {Day} date
 * @returns {Ring[]}
 */
export function bandRings(band, known, date) {
  const node = (half, end) => {
    const arc = band.arcs[half >> 1];
    return String(arc.at((half & 1) === end ? 0 : -1));
  };
  const leaving = new Map();
  for (const half of border(band, known, date)) {
    const from = node(half, 0);
    if (leaving.has(from)) leaving.get(from).push(half);
    else leaving.set(from, [half]);
  }
  const rings = [];
  for (const halves of leaving.values()) {
    while (halves.length > 0) {
      const ring = [];
      for (let half = halves.pop(); half !== undefined; half = leaving.get(node(half, 1)).pop()) {
        ring.push(half);
      }
      rings.push(ring);
    }
  }
  return rings;
}
