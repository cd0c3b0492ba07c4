// Label placement by importance; labels without room are hidden.

import { byText } from "../model/collections.mjs";

/**
 * Make a box around a point.
 *
 * @param {Point} point
 * @param {number} width
 * @param {number} [height]
 * @returns {Box}
 */
export function boxAround([x, y], width, height = width) {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

/**
 * Test whether two boxes share more than an edge.
 *
 * @param {Box} a
 * @param {Box} b
 * @returns {boolean}
 */
export function overlaps(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

/**
 * Test whether a box lies inside a frame, its edges included.
 *
 * @param {Box} box
 * @param {Box} frame
 * @returns {boolean}
 */
export function within(box, frame) {
  return box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
}

/**
 * List eight top-left corners for a label beside a point, the most readable first.
 *
 * @param {Point} point
 * @param {number} width
 * @param {number} height
 * @param {number} gap
 * @returns {Point[]}
 */
export function spotsBeside([x, y], width, height, gap) {
  const [right, left, middle] = [x + gap, x - gap - width, x - width / 2];
  const [above, below, level] = [y - gap - height, y + gap, y - height / 2];
  const near = gap * 0.7;
  return [
    [right, level],
    [left, level],
    [middle, above],
    [middle, below],
    [x + near, y - near - height],
    [x + near, y + near],
    [x - near - width, y - near - height],
    [x - near - width, y + near],
  ];
}

function bestSpot(item, taken, soft, frame) {
  let best = null;
  let bestCost = Infinity;
  const [lefts, tops] = [0, 1].map((axis) => item.spots.map((spot) => spot[axis]));
  const [right, bottom] = [Math.max(...lefts) + item.width, Math.max(...tops) + item.height];
  const reach = [Math.min(...lefts), Math.min(...tops), right, bottom];
  const near = (boxes) => boxes.filter((box) => overlaps(box, reach));
  const [blocked, avoided] = [near(taken), near(soft)];
  for (const [left, top] of item.spots) {
    const box = [left, top, left + item.width, top + item.height];
    if (!within(box, frame) || blocked.some((other) => overlaps(box, other))) continue;
    const cost = avoided.filter((other) => overlaps(box, other)).length;
    if (cost < bestCost) [best, bestCost] = [box, cost];
  }
  return best;
}

/**
 * Place labels by rank and id so that none overlaps another or an obstacle. A label
 * without a free spot is left out.
 *
 * @template {Label} T
 * @param {T[]} items
 * @param {Box[]} obstacles
 * @param {Box[]} soft Boxes to avoid where another spot is as good.
 * @param {Box} frame
 * @returns {Map<string, Box>}
 */
export function placeLabels(items, obstacles, soft, frame) {
  const taken = [...obstacles];
  const placed = new Map();
  const ordered = [...items].sort((a, b) => a.rank - b.rank || byText(a.id, b.id));
  for (const item of ordered) {
    const box = bestSpot(item, taken, soft, frame);
    if (box === null) continue;
    taken.push(box);
    placed.set(item.id, box);
  }
  return placed;
}

/**
 * Sort points by distance from the nearest obstacle or edge, the farthest first.
 *
 * @param {Point[]} points
 * @param {Box[]} obstacles
 * @param {Box} frame
 * @returns {Point[]}
 */
export function roomiest(points, obstacles, frame) {
  /** @param {Point} point */
  const room = ([x, y]) => {
    const edges = Math.min(x - frame[0], y - frame[1], frame[2] - x, frame[3] - y);
    const others = obstacles.map((b) => Math.hypot(x - (b[0] + b[2]) / 2, y - (b[1] + b[3]) / 2));
    return Math.min(edges, ...others);
  };
  return points
    .map((point) => ({ point, room: room(point) }))
    .sort((a, b) => b.room - a.room)
    .map(({ point }) => point);
}
