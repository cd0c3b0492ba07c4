// The point-in-polygon test.

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
