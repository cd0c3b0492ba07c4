// Where names of the base map can stand: within areas, and along lines in view.

import { insideInView } from "../model/polygons.mjs";
import { boxAround, roomiest } from "./labels.mjs";

const GRID = 11;
const AREA_SPOTS = 12;

/**
 * Return the west, south, east and north of what a map shows.
 *
 * @param {LeafletMap} map
 * @returns {Extent}
 */
export function extentInView(map) {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}

/**
 * List top-left corners for a name within an area, the roomiest first.
 *
 * @param {LeafletMap} map
 * @param {{rings: LonLat[][], width: number, height: number}} item
 * @param {Box[]} obstacles
 * @param {Box} frame
 * @returns {Point[]}
 */
export function spotsInside(map, { rings, width, height }, obstacles, frame) {
  const steps = Array.from({ length: GRID - 1 }, (_, i) => (i + 1) / GRID);
  const points = steps.flatMap((row) => steps.map((column) => [frame[2] * column, frame[3] * row]));
  const isInside = insideInView(rings, extentInView(map));
  const onLand = (x, y) => {
    const { lng, lat } = map.containerPointToLatLng([x, y]);
    return isInside(lng, lat);
  };
  const inside = (point) => {
    const [left, top, right, bottom] = boxAround(point, width, 2 * height);
    return [left, right].every((x) => onLand(x, top) && onLand(x, bottom));
  };
  const spots = [];
  for (const point of roomiest(points, obstacles, frame)) {
    if (spots.length === AREA_SPOTS) break;
    if (inside(point)) spots.push(point);
  }
  return spots.map(([x, y]) => [x - width / 2, y - height / 2]);
}

/**
 * Return the west, south, east and north of lines.
 *
 * @param {LonLat[][]} lines
 * @returns {Extent}
 */
export function extentOfLines(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of lines.flat()) {
    if (lon < box[0]) box[0] = lon;
    if (lat < box[1]) box[1] = lat;
    if (lon > box[2]) box[2] = lon;
    if (lat > box[3]) box[3] = lat;
  }
  return /** @type {Extent} */ (box);
}

/**
 * Keep the stretches of lines whose vertices are in view, with one more at each end.
 *
 * @param {LonLat[][]} lines
 * @param {number[]} view West, south, east and north.
 * @returns {LonLat[][]}
 */
export function linesInView(lines, view) {
  const [west, south, east, north] = view;
  /** @param {any} point */
  const isIn = ([lon, lat]) => lon >= west && lon <= east && lat >= south && lat <= north;
  return lines.flatMap((line) => {
    const [runs, near] = [[], line.map(isIn)];
    for (let i = 0; i < line.length; i++) {
      if (!near[i - 1] && !near[i] && !near[i + 1]) continue;
      if (runs.length === 0 || runs.at(-1).last !== i - 1) runs.push({ points: [], last: i });
      runs.at(-1).points.push(line[i]);
      runs.at(-1).last = i;
    }
    return runs.map(({ points }) => points).filter((points) => points.length > 1);
  });
}
