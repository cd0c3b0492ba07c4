import assert from "node:assert/strict";
import { test } from "node:test";

import {
  boxAround,
  overlaps,
  placeLabels,
  spotsBeside,
} from "../../../../../frontline/render/page/player/map/labels.mjs";
import {
  beads,
  leadTo,
  meets,
  placeWithLeads,
  spotsAround,
} from "../../../../../frontline/render/page/player/map/name_spots.mjs";

const FRAME = [0, 0, 400, 300];
const NONE = new Map();

function near(actual, expected) {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-9, `${actual}`));
}

/** Make a place whose name does not fit beside its mark. */
function place(id, point, rank = 0, size = 20) {
  return { id, rank, point, size, width: 60, height: 14 };
}

/** Make a generator of reproducible numbers in [0, 1) (mulberry32). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

test("spots surround a point: right first, then above and below in turn, left last", () => {
  const spots = spotsAround([100, 100], 40, 10, 20);
  assert.equal(spots.length, 24);
  near(spots[0], [120, 95]);
  near(spots[11], [80, 70]);
  near(spots[12], [80, 120]);
  near(spots[23], [40, 95]);
});

test("a leader line begins at a distance from its point and ends just inside the label", () => {
  assert.deepEqual(leadTo([120, 95, 160, 105], [100, 100], 6), [
    [106, 100],
    [122, 100],
  ]);
  assert.deepEqual(leadTo([28, 38, 60, 60], [0, 0], 10), [
    [6, 8],
    [30, 40],
  ]);
});

test("a leader line from a point inside its label has length 0", () => {
  assert.deepEqual(leadTo([0, 0, 20, 20], [10, 10], 6), [
    [10, 10],
    [10, 10],
  ]);
});

test("beads cover a line from end to end, including corners", () => {
  const straight = [
    [0, 0],
    [6, 0],
  ];
  assert.deepEqual(beads(straight), [
    [-2, -2, 2, 2],
    [1, -2, 5, 2],
    [4, -2, 8, 2],
  ]);
  const bent = [
    [0, 0],
    [3, 0],
    [3, 3],
  ];
  assert.deepEqual(beads(bent), [
    [-2, -2, 2, 2],
    [1, -2, 5, 2],
    [1, 1, 5, 5],
  ]);
});

test("a line meets exactly the boxes that it crosses, touches or lies in", () => {
  const box = [10, 10, 20, 20];
  const cases = [
    [[0, 15], [30, 15], true],
    [[15, 0], [15, 30], true],
    [[12, 12], [18, 14], true],
    [[0, 20], [20, 0], true], // touches the corner (10, 10)
    [[0, 10], [10, 10], true],
    [[0, 15], [9, 15], false],
    [[0, 19], [19, 0], false],
    [[0, 9], [30, 9], false],
    [[21, 0], [21, 30], false],
  ];
  for (const [a, b, expected] of cases) {
    assert.equal(meets([a, b], box), expected, `${a} to ${b}`);
    assert.equal(meets([b, a], box), expected, `${b} to ${a}`);
  }
});

test("a name with room all around is placed to the right in the nearest ring", () => {
  const item = place("a", [200, 150]);
  const { box, lead } = placeWithLeads([item], NONE, [boxAround([200, 150], 20)], [], [], FRAME).get("a");
  near(box, [224, 143, 284, 157]); // half the mark and 14 px off
  near(lead.flat(), [206, 150, 226, 150]);
});

test("a name avoids the front if another spot of the ring is equally near", () => {
  const marks = [boxAround([200, 150], 20)];
  const front = beads([
    [250, 0],
    [250, 300],
  ]);
  const { box } = placeWithLeads([place("a", [200, 150])], NONE, marks, [], front, FRAME).get("a");
  assert.ok(!front.some((bead) => overlaps(box, bead)));
  assert.ok(box[1] > 100 && box[3] < 200);
});

test("a leader line never crosses an obstacle, and an enclosed name is omitted", () => {
  const item = place("a", [200, 150]);
  const [left, right] = [
    [185, 100, 187, 200],
    [213, 100, 215, 200],
  ];
  const [above, below] = [
    [185, 128, 215, 130],
    [185, 170, 215, 172],
  ];
  const marks = [boxAround([200, 150], 20)];
  const open = placeWithLeads([item], NONE, marks, [left, right, above], [], FRAME).get("a");
  assert.ok(open.box[1] >= 172, "the only way is down");
  assert.equal(placeWithLeads([item], NONE, marks, [left, right, above, below], [], FRAME).size, 0);
});

test("names keep a distance from the marks of other places", () => {
  const other = boxAround([250, 150], 20);
  const marks = [boxAround([200, 150], 20), other];
  const { box } = placeWithLeads([place("a", [200, 150])], NONE, marks, [], [], FRAME).get("a");
  const [dx, dy] = [Math.max(box[0] - 250, 0, 250 - box[2]), Math.max(box[1] - 150, 0, 150 - box[3])];
  assert.ok(Math.hypot(dx, dy) >= 10 + 4);
});

test("two places with overlapping marks are both named, with separate leader lines", () => {
  const items = [place("a", [200, 150]), place("b", [208, 150])];
  const marks = items.map(({ point }) => boxAround(point, 20));
  const withLeads = placeWithLeads(items, NONE, marks, [], [], FRAME);
  assert.deepEqual([...withLeads.keys()].sort(), ["a", "b"]);
  assert.ok(!meets(withLeads.get("a").lead, boxAround([208, 150], 10)));
  assert.ok(!meets(withLeads.get("b").lead, boxAround([200, 150], 10)));
});

test("a name with one spot displaces a name with several", () => {
  // In this corridor, "b" is closed on its right. It can only be named on its left, where "a" would
  // be named first. So "a" must be named on its own left.
  const walls = [
    [0, 0, 400, 140],
    [0, 160, 400, 300],
    [265, 140, 400, 160],
  ];
  const items = [place("a", [150, 150], 0, 8), place("b", [260, 150], 1, 8)];
  const marks = items.map(({ point }) => boxAround(point, 8));
  const withLeads = placeWithLeads(items, NONE, marks, walls, [], FRAME);
  near(placeWithLeads([items[0]], NONE, marks, walls, [], FRAME).get("a").box, [168, 143, 228, 157]);
  near(withLeads.get("a").box, [72, 143, 132, 157]);
  near(withLeads.get("b").box, [182, 143, 242, 157]);
});

test("a name beside its mark moves only if another name has no other spot", () => {
  const at = [150, 150];
  const right = [165, 143, 225, 157];
  const item = { ...place("a", at, 0, 8), spots: spotsBeside(at, 60, 14, 15) };
  const beside = new Map([["a", right]]);
  const marks = [boxAround(at, 8), boxAround([260, 150], 8)];
  const walls = [
    [0, 0, 400, 140],
    [0, 160, 400, 300],
    [265, 140, 400, 160],
  ];
  const alone = placeWithLeads([item], beside, marks, walls, [], FRAME);
  assert.deepEqual([alone.get("a").box, alone.get("a").lead], [right, null]);
  const withLeads = placeWithLeads([item, place("b", [260, 150], 1, 8)], beside, marks, walls, [], FRAME);
  near(withLeads.get("a").box, [75, 143, 135, 157]);
  assert.equal(withLeads.get("a").lead, null);
  near(withLeads.get("b").box, [182, 143, 242, 157]);
});

function crowd(seed) {
  const next = numbers(seed);
  return Array.from({ length: 22 }, (_, i) => ({
    id: `p${i}`,
    rank: Math.floor(next() * 4),
    point: [110 + next() * 180, 90 + next() * 120],
    size: 20,
    width: 30 + next() * 60,
    height: 14,
  }));
}

function named(items) {
  const marks = items.map(({ point }) => boxAround(point, 20));
  const spotted = items.map((item) => ({
    ...item,
    spots: spotsBeside(item.point, item.width, item.height, 11),
  }));
  const beside = placeLabels(spotted, marks, [], FRAME);
  return { marks, beside, placed: placeWithLeads(spotted, beside, marks, [], [], FRAME) };
}

/** Return the distance of a point from a line, by sampling the line. */
function distanceTo(lead, [x, y]) {
  return Math.min(...samples(lead).map(([px, py]) => Math.hypot(px - x, py - y)));
}

/** List closely spaced points along a line. */
function samples([[ax, ay], [bx, by]]) {
  const shares = Array.from({ length: 201 }, (_, i) => i / 200);
  return shares.map((share) => [ax + (bx - ax) * share, ay + (by - ay) * share]);
}

function inside([x, y], box) {
  return x > box[0] && x < box[2] && y > box[1] && y < box[3];
}

function side([[ax, ay], [bx, by]], [x, y]) {
  return Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
}

function crossing(a, b) {
  return side(a, b[0]) !== side(a, b[1]) && side(b, a[0]) !== side(b, a[1]);
}

test("labels, leader lines and marks in a crowd never overlap or cross", () => {
  let [total, added] = [0, 0];
  for (let seed = 1; seed <= 80; seed++) {
    const items = crowd(seed);
    const { beside, placed } = named(items);
    const leads = [...placed].filter(([, { lead }]) => lead !== null);
    total += leads.length;
    added += placed.size - beside.size;
    const boxes = [...placed.values()].map(({ box }) => box);
    boxes.forEach((box, i) => {
      assert.ok(box[0] >= 0 && box[1] >= 0 && box[2] <= 400 && box[3] <= 300);
      assert.ok(!boxes.slice(0, i).some((other) => overlaps(box, other)));
      // Marks are circles with a radius of 10 px.
      for (const { point: [x, y] } of items) {
        const [dx, dy] = [Math.max(box[0] - x, 0, x - box[2]), Math.max(box[1] - y, 0, y - box[3])];
        assert.ok(Math.hypot(dx, dy) >= 10, `${seed}`);
      }
    });
    for (const [id, { box, lead }] of leads) {
      const { point } = items.find((item) => item.id === id);
      const foreign = boxes.filter((other) => other !== box);
      for (const spot of samples(lead)) {
        assert.ok(!foreign.some((other) => inside(spot, other)), `${seed} ${id}`);
      }
      // A leader line may touch, but not cross, marks that overlap its own.
      for (const other of items.filter((item) => item.id !== id)) {
        const close = Math.hypot(other.point[0] - point[0], other.point[1] - point[1]) < 20;
        assert.ok(distanceTo(lead, other.point) >= (close ? 5 : 10), `${seed} ${id}`);
      }
      const others = leads.filter(([other]) => other !== id);
      assert.ok(!others.some(([, other]) => crossing(lead, other.lead)), `${seed} ${id}`);
    }
  }
  assert.ok(total > 200, `${total} names with leader lines`);
  assert.ok(added > 200, `${added} names more than beside their marks`);
});

test("the order of the places does not matter", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const items = crowd(seed);
    const forwards = named(items).placed;
    const backwards = named([...items].reverse()).placed;
    assert.deepEqual(new Map([...backwards].sort()), new Map([...forwards].sort()));
  }
});
