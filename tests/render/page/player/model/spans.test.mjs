import assert from "node:assert/strict";
import { test } from "node:test";

import {
  arcLine,
  chainLines,
  covers,
  everFrontArcs,
  frontArcs,
  isBare,
  isInside,
  localMoment,
  spanAt,
  stitchRing,
  stitchZone,
} from "../../../../../frontline/render/page/player/model/spans.mjs";

// Two unit squares side by side, a | b, sharing the arc 0 from (1,0) to (1,1);
// in the middle of b a small square hole, arc 3, drawn anticlockwise.
const ARCS = [
  [
    [1, 0],
    [1, 1],
  ],
  [
    [1, 1],
    [0, 1],
    [0, 0],
    [1, 0],
  ],
  [
    [1, 0],
    [2, 0],
    [2, 1],
    [1, 1],
  ],
  [
    [1.4, 0.4],
    [1.6, 0.4],
    [1.6, 0.6],
    [1.4, 0.6],
    [1.4, 0.4],
  ],
];
const FACES = [
  ["a", "b"],
  ["a", null],
  ["b", null],
  ["b", null],
];

test("a span holds its first day and not its end", () => {
  const span = { start: "2024-05-10", end: "2024-05-12" };
  assert.equal(covers(span, "2024-05-09"), false);
  assert.equal(covers(span, "2024-05-10"), true);
  assert.equal(covers(span, "2024-05-11"), true);
  assert.equal(covers(span, "2024-05-12"), false);
});

test("an interval without an end, or without a start, is open there", () => {
  assert.equal(covers({ start: "2024-05-10", end: null }, "2099-01-01"), true);
  assert.equal(covers({ start: null, end: "2024-05-10" }, "1900-01-01"), true);
  assert.equal(covers({ start: null, end: "2024-05-10" }, "2024-05-10"), false);
});

test("the span at a date is the later of two that meet there", () => {
  const first = { start: "2024-05-08", end: "2024-05-10" };
  const second = { start: "2024-05-10", end: "2024-05-15" };
  assert.equal(spanAt([first, second], "2024-05-10"), second);
  assert.equal(spanAt([first, second], "2024-05-15"), null);
  assert.equal(spanAt(undefined, "2024-05-10"), null);
});

test("only what the starting side holds without a claim is bare", () => {
  const start = { side: "ua", source: "s" };
  const span = { status: "held", side: "ua", claims: [] };
  assert.equal(isBare(span, start), true);
  assert.equal(isBare({ ...span, claims: ["c"] }, start), false);
  assert.equal(isBare({ ...span, status: "claimed" }, start), false);
  assert.equal(isBare({ ...span, side: "ru" }, start), false);
  assert.equal(isBare(span, null), false);
});

test("a reversed arc runs backwards and leaves the arc as it was", () => {
  assert.deepEqual(arcLine(ARCS, ~0), [
    [1, 1],
    [1, 0],
  ]);
  assert.deepEqual(ARCS[0], [
    [1, 0],
    [1, 1],
  ]);
});

test("a ring keeps the points where arcs meet once and is closed", () => {
  assert.deepEqual(stitchRing(ARCS, [0, 1]), [
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
    [1, 0],
  ]);
});

test("a zone with a reversed arc and a hole is stitched ring by ring", () => {
  assert.deepEqual(stitchZone(ARCS, { id: "b", polygons: [[[2, ~0], [~3]]] }), [
    [
      [
        [1, 0],
        [2, 0],
        [2, 1],
        [1, 1],
        [1, 0],
      ],
      [
        [1.4, 0.4],
        [1.4, 0.6],
        [1.6, 0.6],
        [1.6, 0.4],
        [1.4, 0.4],
      ],
    ],
  ]);
});

test("the front is where two sides hold or claim both faces of an arc", () => {
  const front = (a, b) => frontArcs(FACES, (id) => ({ a, b })[id] ?? null);
  const held = (side) => ({ status: "held", side });
  assert.deepEqual(front(held("ua"), held("ru")), [0]);
  assert.deepEqual(front(held("ua"), { status: "claimed", side: "ru" }), [0]);
  assert.deepEqual(front(held("ua"), held("ua")), []);
  assert.deepEqual(front(held("ua"), { status: "contested", side: null }), []);
  assert.deepEqual(front(held("ua"), { status: "unknown", side: null }), []);
  assert.deepEqual(front(held("ua"), null), []);
});

test("lines that meet end to end become one, whichever way they were drawn", () => {
  const lines = [
    [
      [1, 0],
      [2, 0],
    ],
    [
      [1, 0],
      [0, 0],
    ],
    [
      [5, 5],
      [6, 6],
    ],
    [
      [2, 0],
      [3, 0],
    ],
  ];
  assert.deepEqual(chainLines(lines), [
    [
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
    ],
    [
      [5, 5],
      [6, 6],
    ],
  ]);
});

test("lines are not joined through a point where three meet", () => {
  const star = [
    [
      [0, 0],
      [1, 0],
    ],
    [
      [0, 0],
      [0, 1],
    ],
    [
      [0, 0],
      [-1, 0],
    ],
  ];
  assert.equal(chainLines(star).length, 3);
});

test("a point in a hole is outside", () => {
  const polygons = stitchZone(ARCS, { id: "b", polygons: [[[2, ~0], [~3]]] });
  assert.equal(isInside(polygons, [1.2, 0.5]), true);
  assert.equal(isInside(polygons, [1.5, 0.5]), false);
  assert.equal(isInside(polygons, [0.5, 0.5]), false);
});

test("an instant is told in the map's zone, a day stays as it is", () => {
  assert.deepEqual(localMoment("2024-05-10T21:58Z", "UTC+3"), { day: "2024-05-11", time: "00:58" });
  assert.deepEqual(localMoment("2024-05-12T22:00+03:00", "UTC+3"), {
    day: "2024-05-12",
    time: "22:00",
  });
  assert.deepEqual(localMoment("2024-05-12T01:00+03:00", "UTC-3:30"), {
    day: "2024-05-11",
    time: "18:30",
  });
  assert.deepEqual(localMoment("2024-05-12", "UTC+3"), { day: "2024-05-12", time: null });
});

test("an instant is told as written where the zone's words are not an offset", () => {
  assert.deepEqual(localMoment("2024-05-12T22:00+03:00", "local"), {
    day: "2024-05-12",
    time: "22:00+03:00",
  });
});

test("an arc is front on some day where different sides hold its faces at once", () => {
  const span = (side, start, end, status = "held") => ({ side, start, end, status });
  const arcs = (a, b) =>
    everFrontArcs(FACES, (zone) => (zone === "a" ? a : zone === "b" ? b : []));
  const north = span("north", "2024-05-10", "2024-05-12");
  assert.deepEqual(arcs([north], [span("south", "2024-05-11", "2024-05-14")]), [0]);
  assert.deepEqual(arcs([north], [span("south", "2024-05-12", "2024-05-14")]), []);
  assert.deepEqual(arcs([north], [span("north", "2024-05-11", "2024-05-14")]), []);
  assert.deepEqual(arcs([north], [span("south", "2024-05-10", "2024-05-14", "contested")]), []);
  assert.deepEqual(arcs([north], [span("south", "2024-05-10", "2024-05-14", "claimed")]), [0]);
  assert.deepEqual(arcs([north], [span("south", "2024-05-08", null)]), [0]);
});
