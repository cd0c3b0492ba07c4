// Names led to their marks: where a name stands that has no room beside, and the line to it.

import { byText } from "./core.mjs";
import { boxAround, overlaps, within } from "./labels.mjs";

const TURNS = 16;
const RINGS_PX = [14, 24, 36, 50, 66];
const MOST = 24;
const BEAD_PX = 4;
const INTO_PX = 2;
const START_SHARE = 0.3;
const CLEAR_PX = 5;
const ROUNDS = 12;

/** List the top-left corners of a label some way off a point, to the right first, all around. */
export function spotsAround([x, y], width, height, gap) {
  return Array.from({ length: TURNS }, (_, turn) => {
    const angle = ((2 * Math.PI) / TURNS) * Math.ceil(turn / 2) * (turn % 2 ? -1 : 1);
    const [dx, dy] = [Math.cos(angle) * (gap + width / 2), Math.sin(angle) * (gap + height / 2)];
    return [x + dx - width / 2, y + dy - height / 2];
  });
}

/** Make the shortest line to a label's box from a point, beginning `start` px off it. */
export function leadTo([left, top, right, bottom], [x, y], start) {
  const clamp = (value, low, high) => Math.min(Math.max(value, low + INTO_PX), high - INTO_PX);
  const end = [clamp(x, left, right), clamp(y, top, bottom)];
  const length = Math.hypot(end[0] - x, end[1] - y);
  const share = length > 0 ? Math.min(start / length, 1) : 0;
  return [[x + (end[0] - x) * share, y + (end[1] - y) * share], end];
}

/** Cover a line with small boxes, for names to keep off it. */
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

/** Tell whether a straight line of two points meets a box, its edges included. */
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

function grown([left, top, right, bottom], by) {
  return [left - by, top - by, right + by, bottom + by];
}

/** List where a name may stand among what never moves, the best first. */
function choicesOf(item, marks, taken, soft, frame) {
  const { point, size, width, height } = item;
  const own = boxAround(point, size);
  const reach = grown(own, RINGS_PX.at(-1) + Math.max(width, height));
  const near = (boxes) => boxes.filter((box) => overlaps(box, reach));
  const [fixed, avoided] = [near(taken), near(soft)];
  const others = near(marks).filter((box) => String(box) !== String(own));
  const clear = [own, ...fixed, ...others.map((box) => grown(box, CLEAR_PX))];
  const choices = RINGS_PX.flatMap((gap, ring) =>
    spotsAround(point, width, height, size / 2 + gap).map(([left, top]) => {
      const box = [left, top, left + width, top + height];
      const lead = leadTo(box, point, size * START_SHARE);
      const cost = avoided.filter((each) => overlaps(box, each) || meets(lead, each)).length;
      return { box, lead, ring, cost };
    }),
  )
    .filter(({ box }) => within(box, frame) && !clear.some((other) => overlaps(box, other)))
    .sort((a, b) => a.ring - b.ring || a.cost - b.cost);
  const halved = (box) => (overlaps(box, own) ? grown(box, (box[0] - box[2]) / 4) : box);
  return [others, others.map(halved)].flatMap((barred) =>
    choices.filter(({ lead }) => ![...fixed, ...barred].some((box) => meets(lead, box))),
  );
}

function clash(a, b) {
  const crossed = [b.box, ...beads(b.lead)];
  return (
    meets(b.lead, a.box) || crossed.some((box) => overlaps(a.box, box) || meets(a.lead, box))
  );
}

function choose(queue) {
  const placed = new Map();
  for (const { id, choices } of queue) {
    const others = [...placed.values()];
    const choice = choices.find((one) => !others.some((other) => clash(one, other)));
    if (choice) placed.set(id, choice);
  }
  return placed;
}

/**
 * Place names off their marks, each with a line to it; map their ids to `{box, lead}`.
 *
 * Each item is `{id, rank, point, size, width, height}`, `size` that of its square mark. A line
 * may graze marks that overlap the place's own where nothing else is left. What finds no room
 * has the first choice in the next round; the fullest round counts.
 */
export function placeLed(items, marks, taken, soft, frame) {
  let queue = [...items]
    .sort((a, b) => a.rank - b.rank || byText(a.id, b.id))
    .slice(0, MOST)
    .map((item) => ({ id: item.id, choices: choicesOf(item, marks, taken, soft, frame) }));
  let best = new Map();
  for (let round = 0; round < ROUNDS && best.size < queue.length; round++) {
    const placed = choose(queue);
    if (placed.size > best.size) best = placed;
    queue = [...queue].sort((a, b) => placed.has(a.id) - placed.has(b.id));
  }
  return best;
}
