import assert from "node:assert/strict";
import { test } from "node:test";

import { isInside } from "../../../../../frontline/render/page/player/model/polygons.mjs";

const square = (low, high) => [[low, low], [high, low], [high, high], [low, high], [low, low]];
const PLATE = [square(0, 10), square(4, 6)];

test("a point in a hole is outside", () => {
  assert.equal(isInside([PLATE], [2, 5]), true);
  assert.equal(isInside([PLATE], [5, 5]), false);
  assert.equal(isInside([PLATE], [11, 5]), false);
});
