import assert from "node:assert/strict";
import { test } from "node:test";

import { covers, isBare, spanAt } from "../../../../../frontline/render/page/player/model/spans.mjs";

test("a span contains its first day but not its end", () => {
  const span = { start: "2024-05-10", end: "2024-05-12" };
  assert.equal(covers(span, "2024-05-09"), false);
  assert.equal(covers(span, "2024-05-10"), true);
  assert.equal(covers(span, "2024-05-11"), true);
  assert.equal(covers(span, "2024-05-12"), false);
});

test("an interval without a start or an end is open on that side", () => {
  assert.equal(covers({ start: "2024-05-10", end: null }, "2099-01-01"), true);
  assert.equal(covers({ start: null, end: "2024-05-10" }, "1900-01-01"), true);
  assert.equal(covers({ start: null, end: "2024-05-10" }, "2024-05-10"), false);
});

test("on the date at which two spans meet, the later one applies", () => {
  const first = { start: "2024-05-08", end: "2024-05-10" };
  const second = { start: "2024-05-10", end: "2024-05-15" };
  assert.equal(spanAt([first, second], "2024-05-10"), second);
  assert.equal(spanAt([first, second], "2024-05-15"), null);
  assert.equal(spanAt(undefined, "2024-05-10"), null);
});

test("only the initial control without claims is bare", () => {
  const start = { side: "ua", source: "s" };
  const span = { status: "held", side: "ua", claims: [] };
  assert.equal(isBare(span, start), true);
  assert.equal(isBare({ ...span, claims: ["c"] }, start), false);
  assert.equal(isBare({ ...span, status: "claimed" }, start), false);
  assert.equal(isBare({ ...span, side: "ru" }, start), false);
  assert.equal(isBare(span, null), false);
});
