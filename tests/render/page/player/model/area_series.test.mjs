import assert from "node:assert/strict";
import { test } from "node:test";

import {
  areaSeries,
  chartOf,
  measuredClasses,
  measuredEnds,
  niceTicks,
  stepPath,
} from "../../../../../frontline/render/page/player/model/area_series.mjs";
import {
  shadesOf,
  tallyOf,
  transfersBetween,
} from "../../../../../frontline/render/page/player/model/transfers.mjs";

const NORTH = { status: "held", side: "north" };
const CLAIMED = { status: "claimed", side: "north" };
const UNKNOWN = { status: "unknown", side: null };

// Two zones: the first is held for days 0 to 3, claimed after; the second is held on day 2 only.
const RUNS = {
  first: [0, 2, 3],
  start: [0, 4, 2],
  end: [4, 6, 3],
  word: [0, 1, 0],
};
const KM2 = [10, 3];

test("the area of a class is the sum of its zones, and NaN on days without a map", () => {
  const missing = [false, false, false, false, false, true];
  const [held, claimed] = areaSeries({ runs: { now: RUNS }, days: 6 }, KM2, "now", [0, 1], 2, missing);
  assert.deepEqual([...held], [10, 10, 13, 10, 0, NaN]);
  assert.deepEqual([...claimed], [0, 0, 0, 0, 10, NaN]);
});

test("bare land, unknown areas and the initial side are not measured", () => {
  const words = [{ ...NORTH, bare: true }, { ...UNKNOWN, bare: false }, { ...NORTH, bare: false }, {
    ...CLAIMED,
    bare: false,
  }];
  const classes = [NORTH, CLAIMED];
  const { used, numbers } = measuredClasses({ mesh: { words }, classes, start: null });
  assert.deepEqual([used.map(({ i }) => i), numbers], [[0, 1], [-1, -1, 0, 1]]);
  assert.deepEqual(measuredClasses({ mesh: { words }, classes, start: { side: "north" } }).used, []);
});

test("growing series are stacked from 0, nearly constant series are drawn as changes", () => {
  const grown = chartOf([[0, 5, 9], [0, 1, 2]], 0, 2);
  assert.deepEqual([grown.change, grown.min, grown.max], [false, 0, 11]);
  assert.deepEqual(grown.lines[1], { low: [0, 5, 9], high: [0, 6, 11] });
  const flat = chartOf([[NaN, 1000, 1010, 995]], 0, 3);
  assert.deepEqual([flat.change, flat.min, flat.max], [true, -5, 10]);
  assert.deepEqual(flat.lines[0].high, [NaN, 0, 10, -5]);
});

test("changes are relative to the first day of the range", () => {
  assert.deepEqual(chartOf([[900, 1000, 1010, 1020]], 1, 3).lines[0].high, [0, 10, 20]);
});

test("a range without any map has a chart without lines", () => {
  const { lines, max } = chartOf([[NaN, NaN]], 0, 1);
  assert.equal(max, 0);
  assert.equal(stepPath(lines[0].high, null, 100, (value) => value), "");
  assert.equal(measuredEnds([NaN, NaN], 0, 1), null);
});

test("the axis has a few round values", () => {
  assert.deepEqual(niceTicks(0, 7634), [5000]);
  assert.deepEqual(niceTicks(0, 128), [100]);
  assert.deepEqual(niceTicks(-5, 10), [-10, 10].filter((value) => value >= -5));
  assert.deepEqual(niceTicks(0, 0), []);
});

test("each day is a step, and days without a value break the line", () => {
  const y = (value) => 10 - value;
  assert.equal(stepPath([1, 1, NaN, 3], null, 30, y), "M0.0 9.0V9.0H5.0H15.0M25.0 7.0V7.0H30.0");
  const filled = stepPath([2, 2], [0, 0], 30, y);
  assert.ok(filled.endsWith("Z") && filled.includes("V10.0"));
});

// A row of three separate unit squares on a grid of whole steps.
function row(states) {
  const names = ["unknown", ...new Set(states.flat().filter(Boolean))];
  const words = names.map((side, i) => (i ? { status: "held", side } : UNKNOWN));
  const [first, start, end, word] = [[0], [], [], []];
  for (const zone of [0, 1, 2]) {
    states.forEach((day, n) => {
      if (!day[zone]) return;
      start.push(n);
      end.push(n + 1);
      word.push(names.indexOf(day[zone]));
    });
    first.push(start.length);
  }
  // The border of each square is one arc, with the inside on its left.
  const corners = [0, 1, 2].flatMap((zone) => {
    const x = 10 * zone;
    return [[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]];
  });
  return {
    count: 3,
    first: [0, 5, 10, 15],
    x: corners.map(([x]) => x),
    y: corners.map(([, y]) => y),
    left: [0, -1, 1, -1, 2, -1],
    after: [0, 1, 2, 3, 4, 5],
    words,
    runs: { now: { first, start, end, word } },
  };
}
const ARC_KM2 = [-1, -1, -0.001]; // of each arc, negative: the area lies to its left

test("gains and losses are tallied by side, without slivers", () => {
  const mesh = row([["north", "south", null], ["south", "south", "north"], ["north", null, "north"]]);
  const passed = transfersBetween(mesh, "now", 0, 1);
  assert.deepEqual(passed.map(({ was, now }) => [was.side, now.side]), [["north", "south"], [null, "north"]]);
  const { sides, slivers_km2: slivers } = tallyOf(mesh, ARC_KM2, passed, 0.01);
  assert.deepEqual(sides, [
    { side: "south", gain_km2: 1, loss_km2: 0 },
    { side: "north", gain_km2: 0, loss_km2: 1 },
  ]);
  assert.equal(slivers, 0.001);
});

test("an area that changed sides and back has no transfer", () => {
  const mesh = row([["north", "south", null], ["south", "south", "north"], ["north", "south", null]]);
  assert.deepEqual(transfersBetween(mesh, "now", 0, 2), []);
});

test("an area gained from another side is shaded once, an area lost to no side is shaded as lost", () => {
  const mesh = row([["north", "south", null], ["south", null, "north"]]);
  const kinds = shadesOf(transfersBetween(mesh, "now", 0, 1)).map((
    { side, gain, rings },
  ) => [side, gain, rings.length]);
  assert.deepEqual(kinds, [["south", true, 1], ["south", false, 1], ["north", true, 1]]);
});
