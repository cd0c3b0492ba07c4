import assert from "node:assert/strict";
import { test } from "node:test";

import { markByKey, nearestTowards } from "../../../../../frontline/render/page/player/dom/roving_focus.mjs";

const SQUARE = [[0, 0], [10, 0], [0, 10], [10, 10]];
const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

test("an arrow key moves to the mark in its direction, or nowhere", () => {
  assert.deepEqual(KEYS.map((key) => markByKey(SQUARE, 0, key)), [-1, 1, -1, 2]);
  assert.deepEqual(KEYS.map((key) => markByKey(SQUARE, 3, key)), [2, -1, 1, -1]);
});

test("a mark straight ahead is preferred to a nearer mark aside", () => {
  const points = [[0, 0], [6, 5], [12, 0]];
  assert.equal(nearestTowards(points, 0, [1, 0]), 2);
});

test("Home, End, Page Up and Page Down follow the order of the marks and stop at the ends", () => {
  assert.deepEqual(["Home", "End", "PageDown", "PageUp"].map((key) => markByKey(SQUARE, 1, key)), [
    0,
    3,
    2,
    0,
  ]);
  assert.equal(markByKey(SQUARE, 0, "PageUp"), 0);
  assert.equal(markByKey(SQUARE, 3, "PageDown"), 3);
  assert.equal(markByKey(SQUARE, 1, "a"), -1);
});

test("arrow keys never move backwards, and every mark can be reached", () => {
  let seed = 7;
  const chance = (k) => (seed = (seed * 48271) % 2147483647) % k;
  for (let round = 0; round < 200; round++) {
    const points = Array.from({ length: 1 + chance(30) }, () => [chance(40), chance(40)]);
    points.forEach((_, from) => {
      const to = nearestTowards(points, from, [0, -1]);
      const ahead = points.filter((point) => point[1] < points[from][1]);
      assert.equal(to < 0, ahead.length === 0);
      if (to >= 0) assert.ok(points[to][1] < points[from][1]);
    });
    const reached = new Set([0]);
    for (const from of reached) {
      for (const key of [...KEYS, "PageDown"]) {
        if (markByKey(points, from, key) >= 0) reached.add(markByKey(points, from, key));
      }
    }
    assert.equal(reached.size, points.length);
  }
});
