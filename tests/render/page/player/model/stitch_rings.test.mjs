import assert from "node:assert/strict";
import { test } from "node:test";

import {
  joinArcs,
  lineOf,
  stitchRings,
} from "../../../../../frontline/render/page/player/model/stitch_rings.mjs";
import { MESH } from "./half_edges.mjs";

test("zones with different values have separate rings", () => {
  assert.deepEqual(stitchRings(MESH, [0, 1], 2), [[[0, 2]], [[1, 4]]]);
});

test("zones with the same value have one ring, without the arc between them", () => {
  assert.deepEqual(stitchRings(MESH, [0, 0], 1), [[[2, 4]]]);
});

test("a zone without a value has no ring", () => {
  assert.deepEqual(stitchRings(MESH, [-1, 0], 1), [[[1, 4]]]);
  assert.deepEqual(stitchRings(MESH, [-1, -1], 1), [[]]);
});

test("a half-edge is its arc or the reversed arc", () => {
  assert.deepEqual(lineOf(MESH, 0), [[1, 0], [1, 1]]);
  assert.deepEqual(lineOf(MESH, 1), [[1, 1], [1, 0]]);
});

test("arcs that meet end to end become one line, regardless of direction", () => {
  const origin = [0, 1, 0, 2, 3, 4]; // 1 – 0 – 2, and 3 – 4 apart
  assert.deepEqual(joinArcs({ origin }, [0, 1, 2]), [[3, 0], [4]]);
});

test("lines are not joined at a point where three meet", () => {
  const origin = [0, 1, 0, 2, 0, 3];
  assert.equal(joinArcs({ origin }, [0, 1, 2]).length, 3);
});
