// Arcs → areas of zones and rings on the ellipsoid.

const A2 = 6378137 ** 2; // the square of the equatorial radius of WGS 84, in metres
/** The square of the eccentricity of WGS 84. */
export const E2 = 0.0066943799901413165;
const E = Math.sqrt(E2);
const STEP = Math.PI / 180; // Simpson's rule over a degree of latitude is exact to 1e-10

/** Return twice the area below a latitude per radian of longitude, in squares of A (Snyder 1987). */
function below(lat) {
  const sine = Math.sin(lat);
  return (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.atanh(E * sine) / E);
}

/** Return the mean of `below` along an edge, by Simpson's rule. */
function meanBelow(from, to) {
  const pieces = 1 + Math.floor(Math.abs(to - from) / STEP);
  const step = (to - from) / pieces;
  let sum = below(to) - below(from);
  for (let i = 0; i < pieces; i++) sum += 2 * below(from + i * step) + 4 * below(from + (i + 0.5) * step);
  return sum / (6 * pieces);
}

/**
 * Measure the area between each arc and the equator in km²; negative if the arc leads west.
 *
 * The edges are straight in longitude and latitude on the WGS 84 ellipsoid, as in
 * `ground/measure.py`. The sum around a ring is the area inside.
 *
 * @param {Arcs} arcs
 * @returns {Float64Array}
 */
export function arcAreas({ count, first, x, y, perDegree }) {
  const radians = Math.PI / 180 / perDegree;
  const km2 = new Float64Array(count);
  for (let arc = 0; arc < count; arc++) {
    let sum = 0;
    for (let i = first[arc]; i < first[arc + 1] - 1; i++) {
      sum += (x[i + 1] - x[i]) * meanBelow(y[i] * radians, y[i + 1] * radians);
    }
    km2[arc] = (sum * radians * A2) / 2e6;
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
