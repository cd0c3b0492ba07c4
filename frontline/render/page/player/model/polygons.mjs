// The polygons of a GeoJSON geometry, and the point-in-polygon test.

/**
 * List the polygons of a GeoJSON geometry, each a list of rings; ignore points and lines.
 *
 * @param {Geometry} geometry
 * @returns {LonLat[][][]}
 */
export function polygonsOf(geometry) {
  if (geometry.type === "Polygon") return [geometry.coordinates];
  if (geometry.type === "MultiPolygon") return geometry.coordinates;
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(polygonsOf);
  return [];
}

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
