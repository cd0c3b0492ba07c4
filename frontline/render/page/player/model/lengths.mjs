// Lines → kilometres on the ellipsoid, with edges as they are drawn.

import { E2 } from "./areas.mjs";

const A_KM = 6378.137;
const HALF_RADIAN = Math.PI / 360;
const SHORT_DEG = 0.01;
// Gauss-Legendre: points from -1 to 1 on an edge, and their weights.
const MIDDLE = [[0, 2]];
const GAUSS = [
  [0.2386191860831969, 0.467913934572691],
  [0.6612093864662645, 0.3607615730481386],
  [0.932469514203152, 0.1713244923791704],
].flatMap(([node, weight]) => [[-node, weight], [node, weight]]);

/**
 * Return the length in km of an edge that is straight in longitude and latitude, on the WGS 84
 * ellipsoid, as `frontline/ground/measure.py` does.
 *
 * @param {LonLat} first
 * @param {LonLat} second
 * @returns {number}
 */
export function kmBetween([lon, lat], [lon2, lat2]) {
  const [middle, half] = [(lat + lat2) * HALF_RADIAN, (lat2 - lat) * HALF_RADIAN];
  const east = (lon2 - lon) * 2 * HALF_RADIAN;
  let km = 0;
  for (const [node, weight] of Math.abs(lat2 - lat) < SHORT_DEG ? MIDDLE : GAUSS) {
    const sine = Math.sin(middle + half * node);
    const flat = 1 - E2 * sine * sine;
    const normal = A_KM / Math.sqrt(flat);
    km += weight *
      Math.hypot((2 * half * normal * (1 - E2)) / flat, east * normal * Math.sqrt(1 - sine * sine));
  }
  return km / 2;
}

/**
 * Return the length of a line in km.
 *
 * @param {LonLat[]} line
 * @returns {number}
 */
export function lengthOf(line) {
  return line.slice(1).reduce((sum, point, i) => sum + kmBetween(line[i], point), 0);
}
