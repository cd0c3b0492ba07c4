// Names without room beside their mark: their positions and leader lines.

import { byText } from "../model/collections.mjs";
import { boxAround, overlaps, within } from "./labels.mjs";

const ANGLES = 24;
const LEAD_GAPS_PX = [14, 24, 36, 50, 66, 84];
const MAX_LEADS = 24;
const BEAD_PX = 4;
const LEAD_INSET_PX = 2;
const START_SHARE = 0.3;
const CLEAR_PX = 4;
const MIN_GAP_PX = 3;
const MOVES_PER_NAME = 4;
const TIDY_ROUNDS = 3;

/**
 * List top-left corners for a label at a distance from a point, all around, starting on the right.
 *
 * @param {Point} point
 * @param {number} width
 * @param {number} height
 * @param {number} gap
 * @returns {Point[]}
 */
export function spotsAround([x, y], width, height, gap) {
  return Array.from({ length: ANGLES }, (_, i) => {
    const angle = ((2 * Math.PI) / ANGLES) * Math.ceil(i / 2) * (i % 2 ? -1 : 1);
    const [dx, dy] = [Math.cos(angle) * (gap + width / 2), Math.sin(angle) * (gap + height / 2)];
    return [x + dx - width / 2, y + dy - height / 2];
  });
}

/**
 * Return the shortest line from a point to the box of a label.
 *
 * @param {Box} box
 * @param {Point} point
 * @param {number} start The distance from the point at which the line begins, in px.
 * @returns {[Point, Point]}
 */
export function leadTo([left, top, right, bottom], [x, y], start) {
  const clamp = (value, low, high) => Math.min(Math.max(value, low + LEAD_INSET_PX), high - LEAD_INSET_PX);
  const end = [clamp(x, left, right), clamp(y, top, bottom)];
  const length = Math.hypot(end[0] - x, end[1] - y);
  const t = length > 0 ? Math.min(start / length, 1) : 0;
  return [[x + (end[0] - x) * t, y + (end[1] - y) * t], end];
}

/**
 * Cover a line with small boxes, as obstacles for names.
 *
 * @param {Point[]} line
 * @returns {Box[]}
 */
export function beads(line) {
  const steps = line.slice(1).map(([x, y], n) => Math.hypot(x - line[n][0], y - line[n][1]));
  const length = steps.reduce((sum, step) => sum + step, 0);
  const count = Math.floor(length / BEAD_PX) + 1;
  let [segment, walked] = [0, 0];
  return Array.from({ length: count + 1 }, (_, i) => {
    const goal = (length * i) / count;
    while (segment < steps.length - 1 && walked + steps[segment] < goal) walked += steps[segment++];
    const t = steps[segment] > 0 ? (goal - walked) / steps[segment] : 0;
    const [[ax, ay], [bx, by]] = [line[segment], line[segment + 1]];
    return boxAround([ax + (bx - ax) * t, ay + (by - ay) * t], BEAD_PX);
  });
}

/**
 * Test whether a line segment intersects a box, edges included.
 *
 * @param {[Point, Point]} line
 * @param {Box} box
 * @returns {boolean}
 */
export function meets([a, b], box) {
  let [first, last] = [0, 1];
  for (const axis of [0, 1]) {
    const step = b[axis] - a[axis];
    const [low, high] = [box[axis] - a[axis], box[axis + 2] - a[axis]];
    if (step === 0 && (low > 0 || high < 0)) return false;
    if (step === 0) continue;
    first = Math.max(first, Math.min(low / step, high / step));
    last = Math.min(last, Math.max(low / step, high / step));
  }
  return first <= last;
}

/** Return the distance of a point from a line segment. */
function distanceTo([[ax, ay], [bx, by]], [x, y]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length > 0 ? Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / length, 0), 1) : 0;
  return Math.hypot(x - ax - dx * t, y - ay - dy * t);
}

function isLeftOf([[ax, ay], [bx, by]], [x, y]) {
  return (bx - ax) * (y - ay) > (by - ay) * (x - ax);
}

/** Test whether two line segments cross or nearly touch. */
function tangled(a, b) {
  const crossing = isLeftOf(a, b[0]) !== isLeftOf(a, b[1]) && isLeftOf(b, a[0]) !== isLeftOf(b, a[1]);
  const isClose = (line, points) => points.some((point) => distanceTo(line, point) < MIN_GAP_PX);
  return crossing || isClose(a, b) || isClose(b, a);
}

/** Return the box around a name and its leader line, with a margin. */
function extentOf(box, lead) {
  const points = [...(lead ?? []), box.slice(0, 2), box.slice(2)];
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  return padded([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], MIN_GAP_PX);
}

/** @param {Box} box */
function padded([left, top, right, bottom], margin) {
  return [left - margin, top - margin, right + margin, bottom + margin];
}

function isWithin([left, top, right, bottom], [x, y], radius) {
  const [dx, dy] = [Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)];
  return Math.hypot(dx, dy) < radius;
}

/**
 * List the possible spots of a name between fixed obstacles, the best first: beside its mark, or
 * away from it with a leader line.
 */
function candidatesFor(item, marks, taken, soft, frame) {
  const { point, size, width, height, spots = [] } = item;
  const own = boxAround(point, size);
  const reach = padded(own, LEAD_GAPS_PX.at(-1) + Math.max(width, height));
  const near = (boxes) => boxes.filter((box) => overlaps(box, reach));
  const [fixed, avoided] = [near(taken), near(soft)];
  const neighbours = near(marks)
    .map(([left, top, right, bottom]) => ({
      center: [(left + right) / 2, (top + bottom) / 2],
      radius: (right - left) / 2,
    }))
    .filter(({ center }) => String(center) !== String(point));
  const isFree = (box) => within(box, frame) && ![own, ...fixed].some((other) => overlaps(box, other));
  const makeSpot = (ring) => (/** @type {Point} */ [left, top]) => {
    const box = [left, top, left + width, top + height];
    const lead = ring < 0 ? null : leadTo(box, point, size * START_SHARE);
    return { box, lead, ring };
  };
  const isClear = ({ box, ring }) => {
    const gap = ring < 0 ? 0 : CLEAR_PX;
    return isFree(box) && !neighbours.some(({ center, radius }) => isWithin(box, center, radius + gap));
  };
  const rings = LEAD_GAPS_PX.flatMap((gap, ring) =>
    spotsAround(point, width, height, size / 2 + gap).map(makeSpot(ring))
  );
  const costOf = ({ box, lead }) =>
    avoided.filter((bead) => overlaps(box, bead) || (lead && meets(lead, bead))).length;
  const leadPasses = (factor) => ({ lead }) =>
    lead === null || !neighbours.some(({ center, radius }) => {
      const overlap = Math.hypot(center[0] - point[0], center[1] - point[1]) < radius + size / 2;
      return distanceTo(lead, center) < radius * (overlap ? factor : 1);
    });
  const possible = [...spots.map(makeSpot(-1)), ...rings]
    .filter((spot) => isClear(spot) && !(spot.lead && fixed.some((box) => meets(spot.lead, box))))
    .filter(leadPasses(1 / 2))
    .map((spot) => ({
      ...spot,
      extent: extentOf(spot.box, spot.lead),
      cost: costOf(spot) + (leadPasses(1)(spot) ? 0 : LEAD_GAPS_PX.length),
    }));
  return possible.sort((a, b) => a.ring + a.cost - (b.ring + b.cost));
}

function clash(a, b) {
  if (!overlaps(a.extent, b.extent)) return false;
  if (overlaps(a.box, b.box)) return true;
  if (a.lead && meets(a.lead, padded(b.box, MIN_GAP_PX / 2))) return true;
  if (b.lead && meets(b.lead, padded(a.box, MIN_GAP_PX / 2))) return true;
  return Boolean(a.lead && b.lead && tangled(a.lead, b.lead));
}

/** Give each name in turn the spot that displaces the fewest others; these are queued again. */
function assignSpots(items, placed, spotsFor) {
  const spots = new Map(placed);
  const evictions = new Map(items.map(({ id }) => [id, 0]));
  const queue = items.filter(({ id }) => !spots.has(id)).map(({ id }) => id);
  let bestSpots = new Map(spots);
  for (let move = 0; move < MOVES_PER_NAME * items.length && queue.length > 0; move++) {
    const id = queue.shift();
    let [bestSpot, bestCost, evicted] = [null, Infinity, []];
    for (const spot of spotsFor(id)) {
      const clashing = [...spots].filter(([, other]) => clash(spot, other)).map(([other]) => other);
      const cost = clashing.reduce((sum, other) => sum + 1 + evictions.get(other), 0);
      if (cost < bestCost) [bestSpot, bestCost, evicted] = [spot, cost, clashing];
      if (bestCost === 0) break;
    }
    if (bestSpot === null) continue;
    for (const other of evicted) {
      spots.delete(other);
      evictions.set(other, evictions.get(other) + 1);
      queue.push(other);
    }
    spots.set(id, bestSpot);
    if (spots.size > bestSpots.size) bestSpots = new Map(spots);
  }
  return bestSpots;
}

/** Move each name with a leader line to its best free spot, in turn. */
function settledNames(placed, spotsFor) {
  const spots = new Map(placed);
  const turns = Array.from({ length: TIDY_ROUNDS }, () => [...placed.keys()]).flat();
  for (const id of turns) {
    if (spots.get(id).lead === null) continue;
    const others = [...spots].filter(([other]) => other !== id).map(([, other]) => other);
    const free = spotsFor(id).find((spot) => !others.some((other) => clash(spot, other)));
    if (free) spots.set(id, free);
  }
  return spots;
}

function spotBeside(box) {
  return { box, lead: null, extent: extentOf(box, null) };
}

/**
 * Place names that have no room beside their marks away from them, each with a leader line.
 *
 * Names beside their marks move if another name has no other spot. A leader line may touch marks
 * that overlap its own.
 *
 * @param {LeadLabel[]} items
 * @param {Map<string, Box>} beside The boxes of names beside their marks.
 * @param {Box[]} marks
 * @param {Box[]} taken
 * @param {Box[]} soft Boxes to avoid where another spot is as good.
 * @param {Box} frame
 * @returns {Map<string, {box: Box, lead: [Point, Point]|null}>}
 */
export function placeWithLeads(items, beside, marks, taken, soft, frame) {
  const ordered = [...items].sort((a, b) => a.rank - b.rank || byText(a.id, b.id));
  const placed = new Map(
    ordered.filter(({ id }) => beside.has(id)).map(({ id }) => [id, spotBeside(beside.get(id))]),
  );
  const unplaced = ordered.filter(({ id }) => !placed.has(id)).slice(0, MAX_LEADS);
  if (unplaced.length === 0) return placed;
  const byId = new Map(ordered.map((item) => [item.id, item]));
  const cache = new Map();
  const spotsFor = (id) => {
    if (!cache.has(id)) cache.set(id, candidatesFor(byId.get(id), marks, taken, soft, frame));
    return cache.get(id);
  };
  const movable = ordered.filter(({ id }) => placed.has(id) || unplaced.includes(byId.get(id)));
  return settledNames(assignSpots(movable, placed, spotsFor), spotsFor);
}
