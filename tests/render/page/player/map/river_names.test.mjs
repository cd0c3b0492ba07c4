import assert from "node:assert/strict";
import { test } from "node:test";

import { boxesAlong, stretches } from "../../../../../frontline/render/page/player/map/river_names.mjs";

const FRAME = [0, 0, 400, 300];
const sampled = (at) => Array.from({ length: 81 }, (_, i) => at(i * 5));

test("a name stands above a level line, within the frame, for either direction of the line", () => {
  const line = sampled((x) => [x, 150]);
  for (const points of [line, [...line].reverse()]) {
    const spots = stretches(points, 60, 12, FRAME);
    assert.ok(spots.length > 10);
    for (const { middle: [x, y], degrees } of spots) {
      assert.equal(degrees, 0);
      assert.equal(y, 150 - 3 - 6);
      assert.ok(x >= 30 && x <= 370);
    }
  }
});

test("a name follows a slope, reads from left to right, and is not on a steep line", () => {
  const [spot] = stretches(sampled((x) => [x, 280 - x / 2]), 60, 12, FRAME);
  assert.ok(Math.abs(spot.degrees + 26.565) < 0.01);
  assert.equal(stretches(sampled((x) => [200 + x / 100, x]), 60, 12, FRAME).length, 0);
});

test("a name avoids bends, and clears the highest point of a slight one", () => {
  const line = sampled((x) => [x, x < 200 ? 150 : 150 + 20 * Math.sin(x / 10)]);
  const spots = stretches(line, 60, 12, FRAME);
  assert.ok(spots.length > 3);
  for (const { middle: [x] } of spots) assert.ok(x < 190);
  const bow = stretches(sampled((x) => [x, 150 - 4 * Math.sin((x * Math.PI) / 400)]), 300, 12, FRAME);
  assert.ok(bow.length > 0);
  for (const { middle: [, y] } of bow) assert.ok(y + 6 <= 146.5);
});

test("a line shorter than the name, or of one point, has no place for it", () => {
  assert.deepEqual(stretches([[10, 10], [40, 10]], 60, 12, FRAME), []);
  assert.deepEqual(stretches([[10, 10]], 60, 12, FRAME), []);
});

test("the boxes of a turned name cover it from end to end", () => {
  const boxes = boxesAlong({ middle: [100, 100], degrees: 30 }, 80, 10);
  assert.equal(boxes.length, 8);
  const half = 40 * Math.cos(Math.PI / 6);
  assert.ok(boxes[0][0] <= 100 - half + 2 && boxes.at(-1)[2] >= 100 + half - 2);
  boxes.slice(1).forEach((box, i) => assert.ok(box[0] <= boxes[i][2], "no gap"));
});
