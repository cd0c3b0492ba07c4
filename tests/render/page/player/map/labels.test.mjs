import assert from "node:assert/strict";
import { test } from "node:test";

import {
  boxAround,
  overlaps,
  placeLabels,
  roomiest,
  spotsBeside,
} from "../../../../../frontline/render/page/player/map/labels.mjs";

const FRAME = [0, 0, 400, 300];

function item(id, rank, point, width = 60, height = 14) {
  return { id, rank, width, height, spots: spotsBeside(point, width, height, 6) };
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

function crowd(seed, count) {
  const next = numbers(seed);
  return Array.from({ length: count }, (_, i) => {
    const point = [next() * 400, next() * 300];
    return { ...item(`p${i}`, Math.floor(next() * 5), point, 20 + next() * 90), point };
  });
}

test("a label with room is placed to the right of its point", () => {
  const placed = placeLabels([item("a", 0, [100, 100])], [], [], FRAME);
  assert.deepEqual(placed.get("a"), [106, 93, 166, 107]);
});

test("a label at the right edge is placed to the left of its point", () => {
  const placed = placeLabels([item("a", 0, [390, 100])], [], [], FRAME);
  assert.deepEqual(placed.get("a"), [324, 93, 384, 107]);
});

test("of two labels with the same spot, the better rank gets it", () => {
  const spot = [[10, 10]];
  const want = (id, rank) => ({ id, rank, width: 20, height: 10, spots: spot });
  assert.deepEqual([...placeLabels([want("a", 1), want("b", 0)], [], [], FRAME).keys()], ["b"]);
  assert.deepEqual([...placeLabels([want("b", 0), want("a", 0)], [], [], FRAME).keys()], ["a"]);
});

test("a label without room is omitted", () => {
  assert.equal(placeLabels([item("a", 0, [100, 100])], [FRAME], [], FRAME).size, 0);
});

test("a soft obstacle moves a label but does not hide it", () => {
  const right = [110, 90, 160, 110];
  const left = placeLabels([item("a", 0, [100, 100])], [], [right], FRAME).get("a");
  assert.deepEqual(left, [34, 93, 94, 107]);
  assert.equal(placeLabels([item("a", 0, [100, 100])], [], [FRAME], FRAME).size, 1);
});

test("labels in a crowd never overlap each other, a mark or the frame", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const items = crowd(seed, 70);
    const marks = items.slice(0, 20).map(({ point }) => boxAround(point, 11));
    const boxes = [...placeLabels(items, marks, [], FRAME).values()];
    assert.ok(boxes.length > 5);
    boxes.forEach((box, i) => {
      assert.ok(box[0] >= 0 && box[1] >= 0 && box[2] <= 400 && box[3] <= 300);
      assert.ok(![...marks, ...boxes.slice(0, i)].some((other) => overlaps(box, other)));
    });
  }
});

test("the order of the labels does not matter", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const items = crowd(seed, 50);
    const forwards = placeLabels(items, [], [], FRAME);
    const backwards = placeLabels([...items].reverse(), [], [], FRAME);
    assert.deepEqual(backwards, forwards);
  }
});

test("boxes that only touch do not overlap", () => {
  assert.equal(overlaps([0, 0, 10, 10], [10, 0, 20, 10]), false);
  assert.equal(overlaps([0, 0, 10, 10], [9, 9, 20, 20]), true);
});

test("the point with the most room comes first", () => {
  const points = [
    [10, 150],
    [100, 150],
    [300, 150],
  ];
  assert.deepEqual(roomiest(points, [boxAround([90, 150], 10)], FRAME), [
    [300, 150],
    [10, 150],
    [100, 150],
  ]);
});
