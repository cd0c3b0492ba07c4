// Names without room beside their mark: where they stand, and the line to the mark.

import { byText } from "../model/collections.mjs";
import { boxAround, overlaps, within } from "./labels.mjs";

const TURNS = 24;
const RINGS_PX = [14, 24, 36, 50, 66, 84];
const MOST = 24;
const BEAD_PX = 4;
const INTO_PX = 2;
const START_SHARE = 0.3;
const CLEAR_PX = 4;
const APART_PX = 3;
const MOVES = 4;
const TIDY = 3;

/**
 * List the top-left corners for a label some way off a point, all around, to the right first.
 *
 * @param {Point} point
 * @param {number} width
 * @param {number} height
 * @param {number} gap
 * @returns {Point[]}
 */
export function spotsAround([x, y], width, height, gap) {
  return Array.from({ length: TURNS }, (_, turn) => {
    const angle = ((2 * Math.PI) / TURNS) * Math.ceil(turn / 2) * (turn % 2 ? -1 : 1);
    const [dx, dy] = [Math.cos(angle) * (gap + width / 2), Math.sin(angle) * (gap + height / 2)];
    return [x + dx - width / 2, y + dy - height / 2];
  });
}

/**
 * Make the shortest line from a point to the box of a label.
 *
 * @param {Box} box
 * @param {Point} point
 * @param {number} start How far from the point the line begins, in px.
 * @returns {[Point, Point]}
 */
export function leadTo([left, top, right, bottom], [x, y], start) {
  const clamp = (value, low, high) => Math.min(Math.max(value, low + INTO_PX), high - INTO_PX);
  const end = [clamp(x, left, right), clamp(y, top, bottom)];
  const length = Math.hypot(end[0] - x, end[1] - y);
  const share = length > 0 ? Math.min(start / length, 1) : 0;
  return [[x + (end[0] - x) * share, y + (end[1] - y) * share], end];
}

/**
 * Cover a line with small boxes, for names to keep off it.
 *
 * @param {Point[]} line
 * @returns {Box[]}
 */
export function beads(line) {
  const steps = line.slice(1).map(([x, y], i) => Math.hypot(x - line[i][0], y - line[i][1]));
  const length = steps.reduce((sum, step) => sum + step, 0);
  const count = Math.floor(length / BEAD_PX) + 1;
  let [i, passed] = [0, 0];
  return Array.from({ length: count + 1 }, (_, n) => {
    const goal = (length * n) / count;
    while (i < steps.length - 1 && passed + steps[i] < goal) passed += steps[i++];
    const share = steps[i] > 0 ? (goal - passed) / steps[i] : 0;
    const [[ax, ay], [bx, by]] = [line[i], line[i + 1]];
    return boxAround([ax + (bx - ax) * share, ay + (by - ay) * share], BEAD_PX);
  });
}

/**
 * Test whether a straight line meets a box, its edges included.
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

/** Measure the distance of a point from a straight line. */
function awayFrom([[ax, ay], [bx, by]], [x, y]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length > 0 ? Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / length, 0), 1) : 0;
  return Math.hypot(x - ax - dx * share, y - ay - dy * share);
}

function side([[ax, ay], [bx, by]], [x, y]) {
  return (bx - ax) * (y - ay) > (by - ay) * (x - ax);
}

/** Test whether two straight lines cross, or come too close to tell them apart. */
function tangled(a, b) {
  const crossing = side(a, b[0]) !== side(a, b[1]) && side(b, a[0]) !== side(b, a[1]);
  const close = (line, points) => points.some((point) => awayFrom(line, point) < APART_PX);
  return crossing || close(a, b) || close(b, a);
}

/** Make the box around a name and its lead, with room to spare. */
function extentOf(box, lead) {
  const points = [...(lead ?? []), box.slice(0, 2), box.slice(2)];
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  return grown([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], APART_PX);
}

/** @param {Box} box */
function grown([left, top, right, bottom], by) {
  return [left - by, top - by, right + by, bottom + by];
}

function reaches([left, top, right, bottom], [x, y], radius) {
  const [dx, dy] = [Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)];
  return Math.hypot(dx, dy) < radius;
}

/**
 * List where a name may stand among what never moves, the best first: beside its mark, or off it
 * with a lead.
 */
function choicesOf(item, marks, taken, soft, frame) {
  const { point, size, width, height, spots = [] } = item;
  const own = boxAround(point, size);
  const reach = grown(own, RINGS_PX.at(-1) + Math.max(width, height));
  const near = (boxes) => boxes.filter((box) => overlaps(box, reach));
  const [fixed, avoided] = [near(taken), near(soft)];
  const others = near(marks)
    .map(([left, top, right, bottom]) => ({
      at: [(left + right) / 2, (top + bottom) / 2],
      radius: (right - left) / 2,
    }))
    .filter(({ at }) => String(at) !== String(point));
  const free = (box) => within(box, frame) && ![own, ...fixed].some((other) => overlaps(box, other));
  const choice = (ring) => (/** @type {Point} */ [left, top]) => {
    const box = [left, top, left + width, top + height];
    const lead = ring < 0 ? null : leadTo(box, point, size * START_SHARE);
    return { box, lead, ring };
  };
  const clear = ({ box, ring }) => {
    const gap = ring < 0 ? 0 : CLEAR_PX;
    return free(box) && !others.some(({ at, radius }) => reaches(box, at, radius + gap));
  };
  const rings = RINGS_PX.flatMap((gap, ring) =>
    spotsAround(point, width, height, size / 2 + gap).map(choice(ring))
  );
  const costOf = ({ box, lead }) =>
    avoided.filter((each) => overlaps(box, each) || (lead && meets(lead, each))).length;
  const passes = (share) => ({ lead }) =>
    lead === null || !others.some(({ at, radius }) => {
      const grazed = Math.hypot(at[0] - point[0], at[1] - point[1]) < radius + size / 2;
      return awayFrom(lead, at) < radius * (grazed ? share : 1);
    });
  const possible = [...spots.map(choice(-1)), ...rings]
    .filter((spot) => clear(spot) && !(spot.lead && fixed.some((box) => meets(spot.lead, box))))
    .filter(passes(1 / 2))
    .map((spot) => ({
      ...spot,
      extent: extentOf(spot.box, spot.lead),
      cost: costOf(spot) + (passes(1)(spot) ? 0 : RINGS_PX.length),
    }));
  return possible.sort((a, b) => a.ring + a.cost - (b.ring + b.cost));
}

function clash(a, b) {
  if (!overlaps(a.extent, b.extent)) return false;
  if (overlaps(a.box, b.box)) return true;
  if (a.lead && meets(a.lead, grown(b.box, APART_PX / 2))) return true;
  if (b.lead && meets(b.lead, grown(a.box, APART_PX / 2))) return true;
  return Boolean(a.lead && b.lead && tangled(a.lead, b.lead));
}

/** Give each name in turn the spot that displaces the fewest others; displaced names queue again. */
function choose(items, placed, choicesFor) {
  const now = new Map(placed);
  const displaced = new Map(items.map(({ id }) => [id, 0]));
  const queue = items.filter(({ id }) => !now.has(id)).map(({ id }) => id);
  let best = new Map(now);
  for (let move = 0; move < MOVES * items.length && queue.length > 0; move++) {
    const id = queue.shift();
    let [cheapest, least, out] = [null, Infinity, []];
    for (const choice of choicesFor(id)) {
      const clashing = [...now].filter(([, other]) => clash(choice, other)).map(([other]) => other);
      const cost = clashing.reduce((sum, other) => sum + 1 + displaced.get(other), 0);
      if (cost < least) [cheapest, least, out] = [choice, cost, clashing];
      if (least === 0) break;
    }
    if (cheapest === null) continue;
    for (const other of out) {
      now.delete(other);
      displaced.set(other, displaced.get(other) + 1);
      queue.push(other);
    }
    now.set(id, cheapest);
    if (now.size > best.size) best = new Map(now);
  }
  return best;
}

/** Move each name with a line to its best spot that has become free, in turn. */
function settledNames(placed, choicesFor) {
  const now = new Map(placed);
  const turns = Array.from({ length: TIDY }, () => [...placed.keys()]).flat();
  for (const id of turns) {
    if (now.get(id).lead === null) continue;
    const others = [...now].filter(([other]) => other !== id).map(([, other]) => other);
    const better = choicesFor(id).find((spot) => !others.some((other) => clash(spot, other)));
    if (better) now.set(id, better);
  }
  return now;
}

function besideMark(box) {
  return { box, lead: null, extent: extentOf(box, null) };
}

/**
 * Place names off their marks where they have no room beside them, each with a line to its mark.
 *
 * Names that have a box beside their mark move where another name has no other place. A line may
 * graze marks that overlap the mark of its own place.
 *
 * @param {LedLabel[]} items
 * @param {Map<string, Box>} beside The boxes of names beside their marks.
 * @param {Box[]} marks
 * @param {Box[]} taken
 * @param {Box[]} soft Boxes to avoid where another spot is as good.
 * @param {Box} frame
 * @returns {Map<string, {box: Box, lead: [Point, Point]|null}>}
 */
export function placeLed(items, beside, marks, taken, soft, frame) {
  const ordered = [...items].sort((a, b) => a.rank - b.rank || byText(a.id, b.id));
  const placed = new Map(
    ordered.filter(({ id }) => beside.has(id)).map(({ id }) => [id, besideMark(beside.get(id))]),
  );
  const left = ordered.filter(({ id }) => !placed.has(id)).slice(0, MOST);
  if (left.length === 0) return placed;
  const byId = new Map(ordered.map((item) => [item.id, item]));
  const known = new Map();
  const choicesFor = (id) => {
    if (!known.has(id)) known.set(id, choicesOf(byId.get(id), marks, taken, soft, frame));
    return known.get(id);
  };
  const movable = ordered.filter(({ id }) => placed.has(id) || left.includes(byId.get(id)));
  return settledNames(choose(movable, placed, choicesFor), choicesFor);
}
