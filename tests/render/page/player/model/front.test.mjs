import assert from "node:assert/strict";
import { test } from "node:test";

import { everFrontArcs, frontArcs } from "../../../../../frontline/render/page/player/model/front.mjs";
import { campNumbers } from "../../../../../frontline/render/page/player/model/zone_states.mjs";
import { MESH } from "./half_edges.mjs";

const WORDS = [
  { status: "held", side: "north" },
  { status: "held", side: "south" },
  { status: "claimed", side: "south" },
  { status: "contested", side: "south" },
  { status: "unknown", side: null },
];
const SIDES = ["north", "south"].map((id) => ({ id, bloc: null, party: true }));
const NONE = { first: [0, 0, 0], start: [], end: [], word: [] };

/** One span for each zone: `[start, end, word]`. */
function spans(...zones) {
  const [start, end, word] = [0, 1, 2].map((field) => zones.map((zone) => zone[field]));
  return { first: [0, 1, 2], start, end, word };
}

function everOf(now, then = NONE, sides = SIDES) {
  return everFrontArcs({ ...MESH, runs: { now, then } }, campNumbers({ mesh: { words: WORDS }, sides }));
}

test("the front consists of arcs between two sides", () => {
  assert.deepEqual(frontArcs(MESH, [0, 1]), [0]);
  assert.deepEqual(frontArcs(MESH, [0, 0]), []);
  assert.deepEqual(frontArcs(MESH, [0, -1]), []);
});

test("only held and claimed areas have a camp", () => {
  assert.deepEqual(campNumbers({ mesh: { words: WORDS }, sides: SIDES }), [0, 1, 1, -1, -1]);
});

test("sides of one bloc are one camp, and a side that is no party has none", () => {
  const [north, south] = SIDES;
  const numbers = (...sides) => campNumbers({ mesh: { words: WORDS }, sides }).slice(0, 3);
  assert.deepEqual(numbers({ ...north, bloc: "Allies" }, { ...south, bloc: "Allies" }), [0, 0, 0]);
  assert.deepEqual(numbers({ ...north, bloc: "south" }, south), [0, 1, 1]);
  assert.deepEqual(numbers({ ...north, party: false }, south), [-1, 0, 0]);
});

test("no front runs between allies or along a side that is no party", () => {
  const meeting = spans([0, 2, 0], [1, 4, 1]);
  assert.deepEqual(everOf(meeting), [0]);
  assert.deepEqual(everOf(meeting, NONE, SIDES.map((side) => ({ ...side, bloc: "Allies" }))), []);
  assert.deepEqual(everOf(meeting, NONE, [{ ...SIDES[0], party: false }, SIDES[1]]), []);
});

test("an arc is on the front if different sides control its faces on the same day", () => {
  assert.deepEqual(everOf(spans([0, 2, 0], [1, 4, 1])), [0]);
  assert.deepEqual(everOf(spans([0, 2, 0], [1, 4, 2])), [0]);
  assert.deepEqual(everOf(spans([0, 2, 0], [2, 4, 1])), []);
  assert.deepEqual(everOf(spans([0, 2, 0], [1, 4, 0])), []);
  assert.deepEqual(everOf(spans([0, 2, 0], [1, 4, 3])), []);
});

test("an arc that is on the front by only one clock counts", () => {
  assert.deepEqual(everOf(NONE, spans([0, 2, 0], [1, 4, 1])), [0]);
});
