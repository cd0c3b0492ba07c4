// Whether points lie inside polygons.

/**
 * Test whether a point lies inside polygons, by the even-odd rule.
 *
 * @param {LonLat[][][]} polygons
 * @param {LonLat} point
 * @returns {boolean}
 */
export function isInside(polygons, [x, y]) {
  let inside = false;
  for (const ring of polygons.flat()) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

/**
 * Make a test whether points of a view lie inside rings, by the even-odd rule.
 *
 * Only the edges that a ray from a point of the view to the east can meet are looked at.
 *
 * @param {LonLat[][]} rings
 * @param {number[]} view West, south, east and north.
 * @returns {(x: number, y: number) => boolean}
 */
export function insideInView(rings, [west, south, , north]) {
  const edges = [];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [[ax, ay], [bx, by]] = [ring[i - 1], ring[i]];
      const isMet = Math.max(ax, bx) >= west && Math.max(ay, by) >= south && Math.min(ay, by) <= north;
      if (isMet) edges.push(ax, ay, bx, by);
    }
  }
  return (x, y) => {
    let inside = false;
    for (let i = 0; i < edges.length; i += 4) {
      const [ay, by] = [edges[i + 1], edges[i + 3]];
      if (ay > y === by > y) continue;
      if (x < ((edges[i + 2] - edges[i]) * (y - ay)) / (by - ay) + edges[i]) inside = !inside;
    }
    return inside;
  };
}
