// Arcs → areas of zones and rings on the ellipsoid.

const METRES = 6371007.180918474; // the radius of the sphere with the area of WGS 84
const E2 = 0.0066943799901413165; // the square of WGS 84's eccentricity

/** Return the area between the equator and a latitude, given its sine, up to a constant factor. */
function beltArea(sine) {
  const e = Math.sqrt(E2);
  return (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.atanh(e * sine) / e);
}

const HEMISPHERE = beltArea(1);

/** Convert a latitude to the authalic latitude, on the sphere of equal area. */
function authalic(lat) {
  return Math.asin(beltArea(Math.sin(lat)) / HEMISPHERE);
}

/**
 * Measure the area between each arc and the equator in km²; negative if the arc leads west.
 *
 * The edges are great circles of the sphere of equal area, whose spherical excess is summed.
 * The sum around a ring is the area inside. The relative error against geodesics on the WGS 84
 * ellipsoid is below 1e-6.
 *
 * @param {Arcs} arcs
 * @returns {Float64Array}
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

/**
 * Measure the area of each zone in km².
 *
 * @param {Mesh} mesh
 * @param {Float64Array} km2 The areas of arcs, see `arcAreas`.
 * @returns {Float64Array}
 */
export function zoneAreas({ count, left, runs }, km2) {
  const areas = new Float64Array(runs.now.first.length - 1);
  for (let arc = 0; arc < count; arc++) {
    if (left[2 * arc] >= 0) areas[left[2 * arc]] -= km2[arc];
    if (left[2 * arc + 1] >= 0) areas[left[2 * arc + 1]] += km2[arc];
  }
  return areas;
}

/**
 * Measure the area inside a ring of half-edges in km²; negative around a hole.
 *
 * @param {Float64Array} km2 The areas of arcs, see `arcAreas`.
 * @param {Ring} ring
 * @returns {number}
 */
export function ringArea(km2, ring) {
  return ring.reduce((sum, half) => sum + (half & 1 ? km2[half >> 1] : -km2[half >> 1]), 0);
}
