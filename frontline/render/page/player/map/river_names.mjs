// Where the name of a river can stand: beside a stretch that is nearly straight.

import { boxAround, within } from "./labels.mjs";

const STEP_PX = 6;
const MAX_BEND_PX = 6;
const MAX_DEGREES = 60;
const GAP_PX = 3;
const END_PX = 4;
const BEND_COST = 8;

/** List points along a line at equal steps. */
function walked(line) {
  const points = [line[0]];
  let left = STEP_PX;
  for (let i = 1; i < line.length; i++) {
    let [x, y] = line[i - 1];
    let length = Math.hypot(line[i][0] - x, line[i][1] - y);
    while (length >= left) {
      x += ((line[i][0] - x) * left) / length;
      y += ((line[i][1] - y) * left) / length;
      points.push([x, y]);
      length -= left;
      left = STEP_PX;
    }
    left -= length;
  }
  return points;
}

/**
 * List where a name can stand beside a line, in no order; `cost` is less for straight, level stretches.
 *
 * @param {Point[]} line In pixels.
 * @param {number} width
 * @param {number} height
 * @param {Box} frame
 * @returns {RiverSpot[]}
 */
export function stretches(line, width, height, frame) {
  const points = walked(line);
  const span = Math.ceil((width + 2 * END_PX) / STEP_PX);
  const spots = [];
  for (let i = 0; i + span < points.length; i++) {
    let [from, to] = [points[i], points[i + span]];
    if (to[0] < from[0]) [from, to] = [to, from];
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.hypot(dx, dy);
    const degrees = (Math.atan2(dy, dx) * 180) / Math.PI;
    if (length < width || Math.abs(degrees) > MAX_DEGREES) continue;
    // The distance of each point from the chord, positive above it.
    const bends = points.slice(i, i + span + 1).map(([x, y]) =>
      ((x - from[0]) * dy - (y - from[1]) * dx) / length
    );
    const [below, above] = [Math.min(...bends), Math.max(...bends)];
    if (above - below > MAX_BEND_PX) continue;
    const lift = above + GAP_PX + height / 2;
    const middle = [
      (from[0] + to[0]) / 2 + (lift * dy) / length,
      (from[1] + to[1]) / 2 - (lift * dx) / length,
    ];
    const spot = { middle, degrees, cost: BEND_COST * (above - below) + Math.abs(degrees) };
    if (boxesAlong(spot, width, height).every((box) => within(box, frame))) spots.push(spot);
  }
  return spots;
}

/**
 * Cover a turned name with upright boxes.
 *
 * @param {Omit<RiverSpot, "cost">} spot
 * @param {number} width
 * @param {number} height
 * @returns {Box[]}
 */
export function boxesAlong({ middle: [x, y], degrees }, width, height) {
  const count = Math.max(1, Math.ceil(width / height));
  const radians = (degrees * Math.PI) / 180;
  const [dx, dy] = [Math.cos(radians), Math.sin(radians)];
  return Array.from({ length: count }, (_, i) => {
    const along = (width - height) * (count > 1 ? i / (count - 1) - 0.5 : 0);
    return boxAround([x + along * dx, y + along * dy], height);
  });
}
