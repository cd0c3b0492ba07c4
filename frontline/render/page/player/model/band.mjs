// The uncertainty band of the front: pieces, each with its own days, drawn as one shape.

/**
 * Concatenate the arcs of a band, in steps of the grid.
 *
 * @param {Band} band
 * @param {number} perDegree
 * @returns {Arcs}
 */
export function bandMesh({ arcs }, perDegree) {
  const first = new Int32Array(arcs.length + 1);
  arcs.forEach((arc, i) => {
    first[i + 1] = first[i] + arc.length;
  });
  const steps = (axis) => Int32Array.from(arcs.flat(), (point) => Math.round(point[axis] * perDegree));
  return { count: arcs.length, first, x: steps(0), y: steps(1), perDegree };
}

function halfOf(number) {
  return number < 0 ? 2 * ~number + 1 : 2 * number;
}

/** List the half-edges around the union of all pieces of a date; shared edges cancel out. */
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
