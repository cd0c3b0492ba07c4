import assert from "node:assert/strict";
import { test } from "node:test";

import { isInside, polygonsOf } from "../../../../../frontline/render/page/player/model/polygons.mjs";

const square = (low, high) => [[low, low], [high, low], [high, high], [low, high], [low, low]];
const PLATE = [square(0, 10), square(4, 6)];

test("a point in a hole is outside", () => {
  assert.equal(isInside([PLATE], [2, 5]), true);
  assert.equal(isInside([PLATE], [5, 5]), false);
  assert.equal(isInside([PLATE], [11, 5]), false);
});

test("a collection has the polygons of all its geometries, ignoring lines", () => {
  const polygon = { type: "Polygon", coordinates: PLATE };
  const several = { type: "MultiPolygon", coordinates: [PLATE, PLATE] };
  const line = { type: "LineString", coordinates: square(0, 1) };
  assert.equal(polygonsOf({ type: "GeometryCollection", geometries: [polygon, several, line] }).length, 3);
});
