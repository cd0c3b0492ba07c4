import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addDays,
  addMonths,
  daysBetween,
  offsetOn,
} from "../../../../../frontline/render/page/player/model/dates.mjs";

test("the offset is that of the last change before a day", () => {
  const utc = { "2024-03-01": "UTC+2", "2024-03-31": "UTC+3" };
  const on = (day) => offsetOn(utc, day);
  assert.deepEqual(["2024-03-01", "2024-03-30", "2024-03-31", "2024-05-01"].map(on), [
    "UTC+2",
    "UTC+2",
    "UTC+3",
    "UTC+3",
  ]);
});

test("days are those of the calendar at its ends too", () => {
  assert.equal(addDays("0001-01-02", -1), "0001-01-01");
  assert.equal(addDays("9999-12-30", 1), "9999-12-31");
  assert.equal(addMonths("0099-12-31", 2), "0100-02-28");
  assert.equal(addMonths("0001-03-31", -1), "0001-02-28");
  assert.equal(daysBetween("0001-01-02", "9999-12-30"), 3652056);
});

test("a month after the end of a long month is the last day of a short month", () => {
  assert.equal(addMonths("2025-01-31", 1), "2025-02-28");
  assert.equal(addMonths("2024-03-31", -1), "2024-02-29");
  assert.equal(addMonths("2025-12-15", 1), "2026-01-15");
});
