import assert from "node:assert/strict";
import { test } from "node:test";

import { extentOfLines, linesInView } from "../../../../../frontline/render/page/player/map/base_spots.mjs";

test("a line is cut to the view, with one vertex beyond at each end", () => {
  const line = Array.from({ length: 10 }, (_, i) => [i, 0]);
  assert.deepEqual(linesInView([line], [3, -1, 5, 1]), [[[2, 0], [3, 0], [4, 0], [5, 0], [6, 0]]]);
  assert.deepEqual(linesInView([line], [30, -1, 50, 1]), []);
});

test("a line that leaves the view and returns has two parts in it", () => {
  const line = [[0, 0], [0, 5], [0, 9], [1, 9], [1, 5], [1, 0]];
  assert.deepEqual(linesInView([line], [-1, -1, 2, 1]), [[[0, 0], [0, 5]], [[1, 5], [1, 0]]]);
});

test("the extent of lines is that of all their vertices", () => {
  assert.deepEqual(extentOfLines([[[3, 4], [1, 9]], [[7, 2], [5, 5]]]), [1, 2, 7, 9]);
});
